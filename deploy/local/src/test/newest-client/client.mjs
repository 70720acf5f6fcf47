// One of the unmodified clients in Node: node client.mjs <settings, as JSON>
// Settings: library (supabase-js or realtime-js), url, key, realtime (options of that name), token (optional: what the
// accessToken callback gives), callback (true: there is such a callback, which gives what was supplied last and waits
// for the first), frames (true: says every frame).
// Reads one command a line, JSON, from standard input; writes one line, JSON, for whatever happens.
import { createInterface } from 'node:readline';
import ws from 'ws';
import { commandsOf } from './commands.mjs';
import { newFilterOf, realtimeOf } from './libraries.mjs';

const { library, url, key, token, callback, frames, realtime } = JSON.parse(process.argv[2]);
const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');

// The socket of the ws package; the clients take theirs as an option.
let socket;
class Wire extends ws {
  constructor(...address) {
    super(...address);
    socket = this;
    if (frames) {
      this.on('message', (data, isBinary) => isBinary || say({ received: JSON.parse(data) }));
    }
  }

  send(data, ...rest) {
    if (frames && typeof data === 'string') {
      say({ sent: JSON.parse(data) });
    }
    super.send(data, ...rest);
  }
}

let supply;
let supplied = token ? Promise.resolve(token) : new Promise((resolve) => (supply = resolve));
const asked = token || callback ? { accessToken: () => supplied } : {};
const options = { ...realtime, transport: Wire, heartbeatCallback: (heartbeat) => say({ heartbeat }) };

const made = realtimeOf({ library, url, key }, options, asked);
const commands = {
  ...commandsOf(made, say, newFilterOf(library)),
  // From now on the callback gives this token.
  supply({ token }) {
    supply?.(token);
    supplied = Promise.resolve(token);
  },
  // Its connection breaks, without a goodbye.
  cut() {
    say({ cut: socket?.readyState === ws.OPEN });
    socket?.terminate();
  },
};
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { command, ...rest } = JSON.parse(line);
  commands[command](rest);
});
// Whoever drives it is gone.
input.on('close', () => process.exit(0));
say({ ready: true });
