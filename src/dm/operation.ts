import type { TreeCommandName } from './message.js';

/** One management command that a server is to give, as an upper tester or a scenario says it. */
export interface Operation {
  readonly command: TreeCommandName;
  readonly uri: string;
  readonly data?: string;
  readonly format?: string;
  readonly type?: string;
}
