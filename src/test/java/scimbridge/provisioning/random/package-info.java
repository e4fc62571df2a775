/**
 * Many clients change the same things while calls fail and the bridge is restarted; at the end the
 * user pools are compared with a model that only applied what was acknowledged.
 */
package scimbridge.provisioning.random;
