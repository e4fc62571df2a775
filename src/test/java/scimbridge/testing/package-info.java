/** What tests of several packages start: servers and databases that are real. */
package scimbridge.testing;
