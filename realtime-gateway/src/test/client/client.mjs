// The unmodified client, told by lines of JSON on its input what to do; says on its output what happens.
//   node client.mjs <url> <key> <serializer version, or - for the client's own default>
import { createInterface } from 'node:readline';
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { subscribeAsTheSeedDoes } from './seed.mjs';

const [url, key, version] = process.argv.slice(2);
const realtime = version === '-' ? { transport: ws } : { transport: ws, vsn: version };
const supabase = createClient(url, key, { realtime, auth: { persistSession: false } });
const channels = new Map();

const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const status = (channel) => (state, error) =>
  say({ channel, status: state, ...(error ? { error: error.message } : {}) });

const commands = {
  seed({ jobId, userId }) {
    subscribeAsTheSeedDoes(supabase, jobId, userId, say, status);
  },
  join({ channel, bindings, config }) {
    let joining = supabase.channel(channel, { config: config ?? {} });
    for (const binding of bindings ?? []) {
      joining = joining.on('postgres_changes', binding, (change) => say({ channel, change }));
    }
    joining = joining.on('system', {}, (system) => say({ channel, system }));
    if (config?.presence) {
      joining = joining.on('presence', { event: 'sync' }, () => say({ channel, presence: 'sync' }));
    }
    channels.set(channel, joining.subscribe(status(channel)));
  },
  async leave({ channel }) {
    say({ channel, left: await supabase.removeChannel(channels.get(channel)) });
  },
  async leaveAll() {
    say({ left: await supabase.removeAllChannels() });
  },
  async token({ token }) {
    await supabase.realtime.setAuth(token);
    say({ token: 'set' });
  },
  async send({ channel, event, payload }) {
    say({ channel, sent: await channels.get(channel).send({ type: 'broadcast', event, payload }) });
  },
  async track({ channel, payload }) {
    say({ channel, tracked: await channels.get(channel).track(payload) });
  },
  async end() {
    await supabase.removeAllChannels();
    process.exit(0);
  },
};

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { command, ...rest } = JSON.parse(line);
  commands[command](rest);
});
// The test that drives it is gone.
input.on('close', () => process.exit(0));
say({ ready: true });
