// One of the unmodified clients in Node: node client.mjs <settings, as JSON>
// Settings: library (supabase-js or realtime-js), url, key, token (optional), realtime (options of that name).
// Reads one command a line, JSON, from standard input; writes one line, JSON, for whatever happens.
import { createInterface } from 'node:readline';
import { RealtimeClient } from '@supabase/realtime-js';
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { commandsOf } from './commands.mjs';

const { library, url, key, token, realtime } = JSON.parse(process.argv[2]);
const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const options = { ...realtime, transport: ws, heartbeatCallback: (heartbeat) => say({ heartbeat }) };

const made = {
  'supabase-js': () =>
    createClient(url, key, {
      realtime: options,
      ...(token ? { accessToken: async () => token } : { auth: { persistSession: false } }),
    }).realtime,
  'realtime-js': () =>
    new RealtimeClient(`${url.replace(/^http/, 'ws')}/realtime/v1`, {
      ...options,
      params: { ...options.params, apikey: key },
      ...(token ? { accessToken: async () => token } : {}),
    }),
};

const commands = commandsOf(made[library](), say);
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { command, ...rest } = JSON.parse(line);
  commands[command](rest);
});
// Whoever drives it is gone.
input.on('close', () => process.exit(0));
say({ ready: true });
