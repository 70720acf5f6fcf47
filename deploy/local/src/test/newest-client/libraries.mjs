// The two libraries of npm, each as its users make it in Node.
import * as bare from '@supabase/realtime-js';
import * as whole from '@supabase/supabase-js';

const made = {
  'supabase-js': ({ url, key }, options, asked) =>
    whole.createClient(url, key, {
      realtime: options,
      ...(asked.accessToken ? asked : { auth: { persistSession: false } }),
    }).realtime,
  'realtime-js': ({ url, key }, options, asked) =>
    new bare.RealtimeClient(`${url.replace(/^http/, 'ws')}/realtime/v1`, {
      ...options,
      params: { ...options.params, apikey: key },
      ...asked,
    }),
};

// The RealtimeClient of that library; asked may hold its accessToken callback.
export const realtimeOf = ({ library, url, key }, options, asked = {}) => made[library]({ url, key }, options, asked);

export const newFilterOf = (library) => ({ 'supabase-js': whole, 'realtime-js': bare })[library].postgresChangesFilter;
