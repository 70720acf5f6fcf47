import type { SupabaseClient } from '@supabase/supabase-js'
import type { NewVine, Vine, Vineyard } from '../api/rows'
import { createLiveTable } from './liveTable'
import { bury, listed, upsert, type Rows } from './rows'
import type { StoreContext } from './stores'

/** The user's vineyards and the vines in them, live. */
export function createVineyardsStore(context: StoreContext) {
  const { supabase, api } = context

  const vineyards = createLiveTable<Vineyard>({
    ...context,
    name: 'vineyard-updates',
    build: () => vineyardUpdates(supabase, { addOrUpdateVineyard, removeVineyard }),
    fetch: async (signal) => ({ rows: await api.vineyards(signal), covers: () => true }),
  })
  const vines = createLiveTable<Vine>({
    ...context,
    name: 'vine-updates',
    build: () => vineUpdates(supabase, { addOrUpdateVine, removeVine }),
    fetch: async (signal) => ({ rows: await api.vines(signal), covers: () => true }),
  })

  const addOrUpdateVineyard = (vineyard: Vineyard) =>
    vineyards.store.setState(({ rows }) => ({ rows: upsert(rows, vineyard) }))
  const removeVineyard = (id: string | undefined) =>
    vineyards.store.setState(({ rows }) => ({ rows: bury(rows, id) }))
  const addOrUpdateVine = (vine: Vine) =>
    vines.store.setState(({ rows }) => ({ rows: upsert(rows, vine) }))
  const removeVine = (id: string | undefined) =>
    vines.store.setState(({ rows }) => ({ rows: bury(rows, id) }))

  return {
    vineyards,
    vines,
    addOrUpdateVineyard,
    addOrUpdateVine,
    connect: () => {
      const disconnects = [vineyards.connect(), vines.connect()]
      return () => disconnects.forEach((disconnect) => disconnect())
    },
    ensureFresh: () => {
      vineyards.ensureFresh()
      vines.ensureFresh()
    },
    createVineyard: async (name: string, description: string | null) => {
      const created = await api.createVineyard(name, description)
      addOrUpdateVineyard(created)
      return created
    },
    createVine: async (vine: NewVine) => {
      const created = await api.createVine(vine)
      addOrUpdateVine(created)
      return created
    },
    /** Its owner has compared what stands with the state: jobs may change it again. */
    reconcileVine: async (id: string) => addOrUpdateVine(await api.reconcileVine(id)),
    deleteVine: async (id: string) => {
      await api.removeVine(id)
      removeVine(id)
    },
    /** Its vines go with it, as in the database. */
    deleteVineyard: async (id: string) => {
      await api.removeVineyard(id)
      removeVineyard(id)
      vinesOf(vines.store.getState().rows, id).forEach((vine) => removeVine(vine.id))
    },
  }
}

export type VineyardsStore = ReturnType<typeof createVineyardsStore>

interface VineyardChanges {
  addOrUpdateVineyard: (vineyard: Vineyard) => void
  removeVineyard: (id: string | undefined) => void
}

function vineyardUpdates(supabase: SupabaseClient, vineyardsStore: VineyardChanges) {
  return supabase
    .channel('vineyard-updates')
    .on<Vineyard>(
      'postgres_changes',
      { event: '*', schema: 'public', table: 'vineyards' },
      (payload) => {
        if (payload.eventType === 'DELETE') vineyardsStore.removeVineyard(payload.old.id)
        else vineyardsStore.addOrUpdateVineyard(payload.new)
      },
    )
}

interface VineChanges {
  addOrUpdateVine: (vine: Vine) => void
  removeVine: (id: string | undefined) => void
}

function vineUpdates(supabase: SupabaseClient, vineyardsStore: VineChanges) {
  return supabase
    .channel('vine-updates')
    .on<Vine>(
      'postgres_changes',
      { event: 'UPDATE', schema: 'public', table: 'vines' },
      (payload) => vineyardsStore.addOrUpdateVine(payload.new),
    )
    .on<Vine>(
      'postgres_changes',
      { event: 'INSERT', schema: 'public', table: 'vines' },
      (payload) => vineyardsStore.addOrUpdateVine(payload.new),
    )
    .on<Vine>(
      'postgres_changes',
      { event: 'DELETE', schema: 'public', table: 'vines' },
      (payload) => vineyardsStore.removeVine(payload.old.id),
    )
}

export function vineyardsByName(rows: Rows<Vineyard>): Vineyard[] {
  return listed(rows).sort((a, b) => a.name.localeCompare(b.name))
}

export function vinesOf(rows: Rows<Vine>, vineyardId: string): Vine[] {
  return listed(rows)
    .filter((vine) => vine.vineyard_id === vineyardId)
    .sort((a, b) => a.project_name.localeCompare(b.project_name) || a.id.localeCompare(b.id))
}

/** What the vines cost that stand; null: the price list knows none of them. */
export function monthlyCost(vines: readonly Vine[]): number | null {
  const known = vines.flatMap((vine) => vine.estimated_monthly_cost ?? [])
  return known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0)
}
