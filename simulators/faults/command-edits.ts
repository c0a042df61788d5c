/** For faults in the commands of a Sessionless Command Message. */
import type { Command, Item, Message, TreeCommand } from '../../src/dm/message.js';
import type { ObjectNode, Operation } from '../../src/dm/operation.js';
import type { ServerBehaviour } from '../../src/dm/server-behaviour.js';

/** The header with other fields. */
export function withHeader(change: Partial<Message['header']>): ServerBehaviour['command'] {
  return (message) => ({ ...message, header: { ...message.header, ...change } });
}

/** Each tree command at the top of the message changed. */
export function eachCommand(change: (command: TreeCommand) => Command): ServerBehaviour['command'] {
  return (message) => ({ ...message, commands: message.commands.map((command) => (command.kind === 'tree' ? change(command) : command)) });
}

/** Each item of the tree commands changed. */
export function eachItem(change: (item: Item, command: TreeCommand) => Item): ServerBehaviour['command'] {
  return eachCommand((command) => ({ ...command, items: command.items.map((item) => change(item, command)) }));
}

/** Each order that carries a whole object, replaced by others. */
export function eachObject(
  change: (operation: Operation, nodes: readonly ObjectNode[]) => readonly Operation[],
): ServerBehaviour['commandOperations'] {
  return (operations) =>
    operations.flatMap((operation): readonly (Operation | Command)[] =>
      'kind' in operation || !operation.object ? [operation] : change(operation, operation.object.nodes),
    );
}

/** The same order with the nodes of its object changed. */
export function withNodes(operation: Operation, change: (node: ObjectNode) => ObjectNode): Operation {
  return operation.object ? { ...operation, object: { ...operation.object, nodes: operation.object.nodes.map(change) } } : operation;
}
