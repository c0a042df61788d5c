/** The skeleton for Python 3, standard library only. */
import { opening, type SkeletonWish } from './skeleton.js';
import { TASKS, told } from './tasks.js';

const nameOf = (primitive: string): string => primitive.replaceAll('-', '_');

export function pythonSkeleton(wish: SkeletonWish): string {
  const { role, file, iutFile } = wish;
  const tasks = Object.entries(TASKS[role]);
  const functions = tasks.map(([primitive, task]) =>
    [
      `def ${nameOf(primitive)}(args):`,
      ...told(task).map((line) => `    # ${line}`),
      `    return reference("${primitive}", args)  # REPLACE`,
      '',
      '',
    ].join('\n'),
  );
  return `#!/usr/bin/env python3
${opening(wish)
  .map((line) => `# ${line}`.trimEnd())
  .join('\n')}
import json
import os
import subprocess
import sys

# --- the reference ${role} of dmct, in the place of your product ---
if not os.environ.get("DMCT_MAIN"):
    sys.exit("${file} is started by dmct: dmct run --iut ${iutFile}")
print("${file} drives the reference ${role} of dmct, not yet your product", file=sys.stderr)
command = [os.environ["DMCT_NODE"], os.environ["DMCT_MAIN"], "simulate", "${role}", "--primitives"]
child = subprocess.Popen(command + sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def reference(primitive, args):
    child.stdin.write(json.dumps({"id": 0, "primitive": primitive, "with": args}).encode() + b"\\n")
    child.stdin.flush()
    answer = child.stdout.readline()
    if not answer:
        sys.exit(1)
    return json.loads(answer)


# --- what a function of yours gives: one of these ---
OK = {"result": {}}  # or {"result": {"nodes": […]}}
UNSUPPORTED = {"unsupported": True}


def refused(why):  # tried, and could not
    return {"refused": why}


# --- the primitives; args is "with" ---
${functions.join('\n')}
PRIMITIVES = {
${tasks.map(([primitive]) => `    "${primitive}": ${nameOf(primitive)},`).join('\n')}
}

for line in sys.stdin.buffer:
    call = json.loads(line)
    act = PRIMITIVES.get(call["primitive"], lambda args: UNSUPPORTED)
    print(json.dumps({**act(call["with"]), "id": call["id"]}), flush=True)
child.stdin.close()
child.wait()
`;
}
