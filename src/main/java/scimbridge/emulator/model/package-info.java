/**
 * What the API model says about requests: types, required members, lengths, patterns, enumerations.
 * The facts are data ({@code cognito-facts.txt}); no operation checks such a thing in code.
 */
@NullMarked
package scimbridge.emulator.model;

import org.jspecify.annotations.NullMarked;
