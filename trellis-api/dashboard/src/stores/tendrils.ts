import type { SupabaseClient } from '@supabase/supabase-js'
import type { Tendril } from '../api/rows'
import { createLiveTable } from './liveTable'
import { bury, listed, upsert, type Rows } from './rows'
import type { StoreContext } from './stores'

/** The Tendrils that the user may see, live. */
export function createTendrilsStore(context: StoreContext) {
  const { supabase, api } = context
  const table = createLiveTable<Tendril>({
    ...context,
    name: 'tendril-updates',
    build: () => tendrilUpdates(supabase, { addOrUpdateTendril, removeTendril }),
    fetch: async (signal) => ({ rows: await api.tendrils(signal), covers: () => true }),
  })

  const addOrUpdateTendril = (tendril: Tendril) =>
    table.store.setState(({ rows }) => ({ rows: upsert(rows, tendril) }))
  const removeTendril = (id: string | undefined) =>
    table.store.setState(({ rows }) => ({ rows: bury(rows, id) }))

  return {
    ...table,
    addOrUpdateTendril,
    removeTendril,
    drain: async (id: string) => {
      const drained = await api.drainTendril(id)
      if (drained) addOrUpdateTendril(drained)
    },
    remove: async (id: string) => {
      await api.removeTendril(id)
      removeTendril(id)
    },
  }
}

export type TendrilsStore = ReturnType<typeof createTendrilsStore>

interface Changes {
  addOrUpdateTendril: (tendril: Tendril) => void
  removeTendril: (id: string | undefined) => void
}

function tendrilUpdates(supabase: SupabaseClient, tendrilsStore: Changes) {
  return supabase.channel('tendril-updates').on<Tendril>(
    'postgres_changes',
    {
      event: '*',
      schema: 'public',
      table: 'workers',
    },
    (payload) => {
      if (payload.eventType === 'DELETE') {
        tendrilsStore.removeTendril(payload.old.id)
      } else {
        tendrilsStore.addOrUpdateTendril(payload.new)
      }
    },
  )
}

export function byName(rows: Rows<Tendril>): Tendril[] {
  return listed(rows).sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
}
