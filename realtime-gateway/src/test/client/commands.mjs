// What a driven client can be told to do, in Node and in a page; says what happens.
export function commandsOf(supabase, say) {
  const channels = new Map();
  const status = (channel) => (state, error) =>
    say({ channel, status: state, ...(error ? { error: error.message } : {}) });

  return {
    status,
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
    async disconnect() {
      await supabase.realtime.disconnect();
      say({ socket: 'disconnected' });
    },
    connect() {
      supabase.realtime.connect();
      say({ socket: 'connecting' });
    },
    // The page's only thread does something else for so long.
    stall({ ms }) {
      say({ stalled: true });
      const until = Date.now() + ms;
      while (Date.now() < until);
      say({ stalled: false });
    },
  };
}
