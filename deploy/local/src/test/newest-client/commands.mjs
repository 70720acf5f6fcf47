// What a driven client can be told to do, in Node and in a page; says what happens.
//   realtime: the RealtimeClient, bare or inside a supabase client
//   newFilter: the client's own filter builder; a binding whose filter is a list of its calls, [["eq","n",5]], has it made
export function commandsOf(realtime, say, newFilter) {
  const channels = new Map();
  const bound = (binding) =>
    Array.isArray(binding.filter)
      ? { ...binding, filter: binding.filter.reduce((filter, [call, ...args]) => filter[call](...args), newFilter()) }
      : binding;
  return {
    join({ channel, bindings, config }) {
      const joining = realtime.channel(channel, { config: config ?? {} });
      bindings.forEach((binding, index) =>
        joining.on('postgres_changes', bound(binding), (change) => say({ channel, binding: index, change })),
      );
      joining.on('system', {}, (system) => say({ channel, system }));
      channels.set(channel, joining);
      joining.subscribe((status, error) => say({ channel, status, error: error?.message }));
    },
    async leave({ channel }) {
      say({ channel, left: await realtime.removeChannel(channels.get(channel)) });
    },
    async token({ token }) {
      await realtime.setAuth(token);
      say({ token: 'set' });
    },
    async send({ channel, message }) {
      say({ channel, answered: await channels.get(channel).send(message) });
    },
    async track({ channel, payload }) {
      say({ channel, answered: await channels.get(channel).track(payload) });
    },
  };
}
