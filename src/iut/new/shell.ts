/** The skeleton in POSIX sh, with no other program than mktemp, mkfifo and rm. */
import { opening, type SkeletonWish } from './skeleton.js';
import { TASKS, told } from './tasks.js';

const nameOf = (primitive: string): string => `do_${primitive.replaceAll('-', '_')}`;

export function shellSkeleton(wish: SkeletonWish): string {
  const { role, file, iutFile } = wish;
  const tasks = Object.entries(TASKS[role]);
  return `#!/bin/sh
${opening(wish)
  .map((line) => `# ${line}`.trimEnd())
  .join('\n')}
set -u

# --- the reference ${role} of dmct, in the place of your product ---
if [ -z "\${DMCT_MAIN:-}" ]; then
  echo '${file} is started by dmct: dmct run --iut ${iutFile}' >&2
  exit 2
fi
echo '${file} drives the reference ${role} of dmct, not yet your product' >&2
pipes=$(mktemp -d) && mkfifo "$pipes/to" "$pipes/from" || exit 1
"$DMCT_NODE" "$DMCT_MAIN" simulate ${role} --primitives "$@" <"$pipes/to" >"$pipes/from" &
exec 3>"$pipes/to" 4<"$pipes/from"
rm -r "$pipes"
reference() {
  printf '%s\\n' "$call" >&3
  IFS= read -r answer <&4 || exit 1
  printf '%s\\n' "$answer"
}

# --- what a function of yours answers: one of these, once ---
ok()          { printf '{"id":%s,"result":{}}\\n' "$id"; }
result()      { printf '{"id":%s,"result":%s}\\n' "$id" "$1"; } # result '{"nodes":[…]}'
unsupported() { printf '{"id":%s,"unsupported":true}\\n' "$id"; }
refused()     { printf '{"id":%s,"refused":"%s"}\\n' "$id" "$1"; } # tried, and could not: why, without quotes

# --- the primitives; "$call" is {"id":1,"primitive":"…","with":{…}} ---
${tasks
  .map(([primitive, task]) => [...told(task).map((line) => `# ${line}`), `${nameOf(primitive)}() {`, '  reference # REPLACE', '}', ''].join('\n'))
  .join('\n')}
while IFS= read -r call; do
  id=\${call#*'"id":'} id=\${id%%,*}
  primitive=\${call#*'"primitive":"'} primitive=\${primitive%%'"'*}
  case $primitive in
${tasks.map(([primitive]) => `    ${primitive}) ${nameOf(primitive)} ;;`).join('\n')}
    *) unsupported ;;
  esac
done
`;
}
