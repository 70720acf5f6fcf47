import { createStore } from 'zustand/vanilla'

/** live: every change is heard; otherwise what is shown is as old as its last fetch. */
export type Phase = 'connecting' | 'live' | 'reconnecting'

export interface ConnectionState {
  /** By the name of the followed channel. */
  channels: Readonly<Record<string, Phase>>
  /** When an answer of the API last came in, in milliseconds since 1970; null: never. */
  fetchedAt: number | null
}

/** What the indicator shows: the phases of all channels that the page follows. */
export function createConnection(now: () => number) {
  const store = createStore<ConnectionState>(() => ({ channels: {}, fetchedAt: null }))
  return {
    store,
    report: (channel: string, phase: Phase) =>
      store.setState(({ channels }) => ({ channels: { ...channels, [channel]: phase } })),
    forget: (channel: string) =>
      store.setState(({ channels }) => ({
        channels: Object.fromEntries(Object.entries(channels).filter(([name]) => name !== channel)),
      })),
    fetched: () => store.setState({ fetchedAt: now() }),
  }
}

export type Connection = ReturnType<typeof createConnection>

export function overallPhase(state: ConnectionState): Phase {
  const phases = Object.values(state.channels)
  if (phases.includes('reconnecting')) return 'reconnecting'
  return phases.length === 0 || phases.includes('connecting') ? 'connecting' : 'live'
}
