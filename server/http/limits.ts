import type { ServerOptions } from 'node:http';

/** Bytes of a GraphQL request, after inflating, and of a WebSocket message: many times the console's longest. */
export const longestMessage = 256 * 1024;

/** Bytes of a request to sign in, after inflating. */
export const longestSignIn = 16 * 1024;

/** Sizes in bytes, times in ms. What is slower than this holds a connection for nothing. */
export const httpLimits = {
  /** Address and headers together. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  /** The whole request, body included. */
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  // Longer than browsers and proxies keep a connection they do not use: one that we close under a request fails it.
  keepAliveTimeout: 75_000,
} satisfies ServerOptions;

/**
 * What one caller may have the database do at once. It has some 14 connections here, and whoever waits 10 s for one
 * fails; so many wait for a fraction of a second. A page of the console asks some five things at once.
 */
export const mostAtOnce = {
  /** Requests from one address of which it is looked up who sends them. */
  lookups: 500,
  /** Queries and mutations of one person or token, or of one address where nobody is signed in. */
  operations: 50,
  /** Logs that are sent to one person or token as files: each of them has the database read all the time. */
  downloads: 4,
} as const;

/** How long a client may take nothing of what waits for it, in ms; it is noticed within twice that. */
export const readsWithin = 10_000;

/** Connections at once, WebSockets included; each costs memory before anybody has said who they are. */
export const mostConnections = 2_000;

/** Times in ms. */
export const socketLimits = {
  /** Until a client has said who it is. */
  beginsWithin: 5_000,
  /** Between two pings, and for the answer to one: what is silent longer has gone. */
  pingEvery: 12_000,
  /** Until a client has answered that the connection ends. */
  endsWithin: 5_000,
  /** Messages of any kind between two pings: what sends more only keeps us busy. */
  messagesPerPing: 2_000,
  /** Operations of one socket that have not ended. A page of the console has three or so. */
  operations: 50,
  /** Sockets of one person or token: a tab of the console has one. */
  perPrincipal: 20,
  /** Bytes that wait for a client to read them. Parts of a log are 1 MB long, and none is sent before the last was. */
  unread: 8_000_000,
} as const;

/** How long answers under way may take when the server stops, in ms. */
export const stopsWithin = 5_000;
