// Reads one command a line, JSON, from standard input; writes one line, JSON, for whatever it hears:
//   {"channel": …, "status": …, "error": …}   a subscription's state
//   {"channel": …, "change": …}               a change, as the client's callback got it
//   {"channel": …, "system": …}               what the server says about the channel
//   {"call": …, "arguments": […]}             a call of a store by one of the documented subscriptions
import { createClient } from '@supabase/supabase-js';
import { createInterface } from 'node:readline';
import ws from 'ws';
import { followJobs, followLog, followTendrils, followVines } from './seed.mjs';

const { STOCK_URL, STOCK_ANON_KEY, STOCK_TOKEN } = process.env;

const supabase = createClient(STOCK_URL, STOCK_ANON_KEY, {
  realtime: { transport: ws },
  accessToken: async () => STOCK_TOKEN,
});

const tell = (line) => process.stdout.write(JSON.stringify({ at: Date.now(), ...line }) + '\n');
const heard = (channel) => (status, error) => tell({ channel, status, error: error?.message });
const store = (...calls) =>
  Object.fromEntries(calls.map((call) => [call, (...given) => tell({ call, arguments: given })]));

const commands = {
  subscribe({ channel, bindings }) {
    bindings
      .reduce(
        (subscription, binding) =>
          subscription.on('postgres_changes', binding, (change) => tell({ channel, change })),
        supabase.channel(channel),
      )
      .on('system', {}, (system) => tell({ channel, system }))
      .subscribe(heard(channel));
  },
  unsubscribe({ channel }) {
    const joined = supabase.getChannels().find(({ topic }) => topic === `realtime:${channel}`);
    supabase.removeChannel(joined).then((status) => tell({ channel, status: `left: ${status}` }));
  },
  followLog: ({ jobId }) => followLog(supabase, jobId, store('appendLog').appendLog, heard),
  followJobs: ({ userId }) => followJobs(supabase, userId, store('addOrUpdateJob'), heard),
  followTendrils: () =>
    followTendrils(supabase, store('removeTendril', 'addOrUpdateTendril'), heard),
  followVines: () => followVines(supabase, store('updateVineInPlace'), heard),
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const command = JSON.parse(line);
  commands[command.do](command);
});
lines.on('close', () => process.exit(0));
tell({ ready: true });
