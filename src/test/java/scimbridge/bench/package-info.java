/**
 * How fast and how large it is: figures for people, told at the end of each run and explained in
 * {@code docs/benchmarks.md}. A time is never asserted, since it says more about the machine; that
 * every answer is the right one is.
 */
package scimbridge.bench;
