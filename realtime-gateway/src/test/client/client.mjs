// The unmodified client, told by lines of JSON on its input what to do; says on its output what happens.
//   node client.mjs <url> <key> <serializer version, or - for the client's own default> [options, as JSON]
// Options: realtime, more of the client's own options of that name.
import { createInterface } from 'node:readline';
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { commandsOf } from './commands.mjs';
import { subscribeAsTheSeedDoes } from './seed.mjs';

const [url, key, version, more = '{}'] = process.argv.slice(2);
const options = JSON.parse(more);
const realtime = { transport: ws, ...(version === '-' ? {} : { vsn: version }), ...options.realtime };
const supabase = createClient(url, key, { realtime, auth: { persistSession: false } });

const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const commands = commandsOf(supabase, say);
commands.seed = ({ jobId, userId }) => subscribeAsTheSeedDoes(supabase, jobId, userId, say, commands.status);
commands.end = async () => {
  await supabase.removeAllChannels();
  process.exit(0);
};

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { command, ...rest } = JSON.parse(line);
  commands[command](rest);
});
// The test that drives it is gone.
input.on('close', () => process.exit(0));
say({ ready: true });
