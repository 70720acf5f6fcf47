// Many of the unmodified clients in one Node process: node crowd.mjs <settings, as JSON>
// Settings: library, url, key as in client.mjs; realtime (options of that name) with crowd, the number of clients.
// Reads one command a line, JSON, which each of them follows; writes one line, JSON, for whatever happens to one of them,
// with its number and the time in milliseconds: also when it sends a join, and the code that its socket is closed with.
import { createInterface } from 'node:readline';
import ws from 'ws';
import { commandsOf } from './commands.mjs';
import { newFilterOf, realtimeOf } from './libraries.mjs';

const { library, url, key, realtime } = JSON.parse(process.argv[2]);
const { crowd, ...options } = realtime;
const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');

const clients = Array.from({ length: crowd }, (_, client) => {
  const tell = (event) => say({ client, at: Date.now(), ...event });
  class Wire extends ws {
    constructor(...address) {
      super(...address);
      this.on('close', (code) => tell({ closed: code }));
    }

    send(data, ...rest) {
      if (typeof data === 'string' && data.includes('"phx_join"')) {
        tell({ joining: true });
      }
      super.send(data, ...rest);
    }
  }
  return commandsOf(realtimeOf({ library, url, key }, { ...options, transport: Wire }), tell, newFilterOf(library));
});

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { command, ...rest } = JSON.parse(line);
  clients.forEach((client) => client[command](rest));
});
// Whoever drives it is gone.
input.on('close', () => process.exit(0));
say({ ready: true });
