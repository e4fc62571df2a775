/**
 * What a SCIM service provider promises, judged from outside: black-box tests that know a base URL
 * and a token and nothing else.
 *
 * <p>{@link scimbridge.conformance.ConformanceTarget} says where the server is. Tests make their
 * own data under names that no other run uses and remove it again, so they can run against a server
 * that has other work to do, and side by side.
 *
 * <p>What the RFCs demand stands in {@code requirements.tsv}; each test names the statements that
 * it proves, and {@link scimbridge.conformance.RequirementIndexTest} holds both together. What real
 * clients send stands in {@code conversations} and is replayed by {@link
 * scimbridge.conformance.ConversationsIT}.
 */
package scimbridge.conformance;
