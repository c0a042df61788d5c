/**
 * Probes: IUTs that do nothing of what they say. Whatever passes with one of them proves nothing. Each answers all primitives of its side
 * with success and differs only in what it does on the wire.
 */
import type { Handler } from '../http/server.js';

export interface Probe {
  readonly id: string;
  readonly does: string;
  /** A server probe's answer to any HTTP request; absent: it listens to nothing. */
  readonly answer?: Handler;
  /** Program ends once it is configured. */
  readonly dies?: true;
}

export const PROBES: readonly Probe[] = [
  { id: 'null', does: 'sends nothing and, as a server, listens to nothing' },
  { id: 'closing', does: 'resets every connection', answer: () => 'drop' },
  {
    id: 'echo',
    does: 'sends back what it was sent',
    answer: (request) => ({
      status: 200,
      headers: (request.head?.headers ?? []).filter(([name]) => name.toLowerCase() === 'content-type'),
      body: request.body,
    }),
  },
  { id: 'always-200', does: 'answers everything with an empty 200', answer: () => ({ status: 200, headers: [] }) },
  { id: 'dead', does: 'ends once it is configured', dies: true },
];
