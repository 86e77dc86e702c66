/**
 * Runs a SteppedAgent in a process of its own, as fast as it can, for a test to kill.
 * Its time goes on by one slot per round from where the state directory stopped.
 */
require('../../bin/sourceLoader.cjs').register();
const { SteppedAgent } = require('./SteppedAgent');

const SLOT_MS = 30_000;

async function main() {
  const { mode, startMs, ...options } = JSON.parse(process.argv[2]);
  let nowMs = startMs;
  const agent = new SteppedAgent({ ...options, nowMs: () => nowMs });
  nowMs = agent.store.loadBaselines().previousRoundMs ?? startMs;
  process.stdout.write('ready\n');
  for (let round = 0; mode === 'run' || round < 3; round++) {
    const boundaryMs = (Math.floor(nowMs / SLOT_MS) + 1) * SLOT_MS;
    nowMs = boundaryMs + 250;
    await agent.round(boundaryMs);
    const end = await agent.deliver();
    if (mode === 'drain' && end !== 'done') throw new Error(end);
  }
  agent.kill();
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
