// Signs every business off in turn at the silos that stay, kills another one, and goes on until each business was signed off again. Prints how many milliseconds
// after the kill the slowest business had its next answer, and how many requests failed on the way.
//   node recovery.mjs LIST PID URL...
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

const [list, pid, ...urls] = process.argv.slice(2);
const businesses = readFileSync(list, 'utf8').trim().split('\n').map(line => line.split(' '));
const patience = 60_000;
let failed = 0;
let turn = 0;

async function signOff([business, token, period], key) {
  try {
    const answer = await fetch(`${urls[turn++ % urls.length]}/api/v1/accounting-periods/${period}/sign-offs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'x-business-id': business, 'content-type': 'application/json', 'idempotency-key': key },
      body: '{"role":"preparer"}',
      signal: AbortSignal.timeout(6_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function untilSigned(business, since) {
  const key = randomUUID();
  while (performance.now() - since < patience) {
    if (await signOff(business, key)) return performance.now() - since;
    failed++;
  }
  throw new Error('not recovered within a minute');
}

for (const business of businesses) await signOff(business, randomUUID());
failed = 0;
process.kill(Number(pid), 'SIGKILL');
const killed = performance.now();
const took = await Promise.all(businesses.map(business => untilSigned(business, killed)));
console.log(Math.round(Math.max(...took)), failed);
