/** The skeleton for Node.js, without packages. */
import { opening, type SkeletonWish } from './skeleton.js';
import { TASKS, told } from './tasks.js';

export function nodeSkeleton(wish: SkeletonWish): string {
  const { role, file, iutFile } = wish;
  const functions = Object.entries(TASKS[role]).map(([primitive, task]) =>
    [
      ...told(task).map((line) => `  // ${line}`),
      `  ${primitive.includes('-') ? `'${primitive}'` : primitive}: (args) => reference('${primitive}', args), // REPLACE`,
    ].join('\n'),
  );
  return `#!/usr/bin/env node
${opening(wish)
  .map((line) => `// ${line}`.trimEnd())
  .join('\n')}
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// --- the reference ${role} of dmct, in the place of your product ---
const { DMCT_NODE, DMCT_MAIN } = process.env;
if (!DMCT_NODE || !DMCT_MAIN) {
  console.error('${file} is started by dmct: dmct run --iut ${iutFile}');
  process.exit(2);
}
console.error('${file} drives the reference ${role} of dmct, not yet your product');
const command = [DMCT_MAIN, 'simulate', '${role}', '--primitives', ...process.argv.slice(2)];
const child = spawn(DMCT_NODE, command, { stdio: ['pipe', 'pipe', 'inherit'] });
child.on('error', (cause) => console.error(String(cause)));
child.stdin.on('error', () => {}); // that it is gone shows at its answers
const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
async function reference(primitive, args) {
  child.stdin.write(\`\${JSON.stringify({ id: 0, primitive, with: args })}\\n\`);
  const { value, done } = await answers.next();
  if (done) process.exit(1);
  return JSON.parse(value);
}

// --- what a function of yours gives: one of these ---
export const ok = { result: {} }; // or { result: { nodes: […] } }
export const unsupported = { unsupported: true };
export const refused = (why) => ({ refused: why }); // tried, and could not

// --- the primitives; args is \`with\` ---
const primitives = {
${functions.join('\n\n')}
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, primitive, with: args } = JSON.parse(line);
  const act = Object.hasOwn(primitives, primitive) ? primitives[primitive] : () => unsupported;
  const answer = await act(args);
  console.log(JSON.stringify({ ...answer, id }));
}
child.stdin.end();
`;
}
