import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Pushes by plan, in a process of its own, as agents are; gives what came of it. */
export async function runAgents(plan) {
  const file = fileURLToPath(new URL('./agents.mjs', import.meta.url));
  const child = spawn(process.execPath, [file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(plan));
  let text = '';
  child.stdout.on('data', data => {
    text += data;
  });
  const code = await new Promise(resolve => {
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the agents ended with ${code}`);
  return JSON.parse(text);
}
