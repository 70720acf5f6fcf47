import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { Vine, Vineyard } from '../api/rows'
import { useFreshStores } from '../app/useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { monthlyCost, vineyardsByName, vinesOf } from '../stores/vineyards'
import type { Rows } from '../stores/rows'
import { Button } from '../ui/Button'
import { DataTable, type Column } from '../ui/DataTable'
import { agoText, moneyText, momentText, pluralText } from '../ui/format'
import { PageHead } from '../ui/PageHead'
import { Empty, ListStates } from '../ui/states'
import { useNow } from '../ui/useNow'
import { NewVineyardDialog } from './NewVineyardDialog'

export function VineyardsPage() {
  const { stores } = useWorkspace()
  useFreshStores()
  const { rows, fetchedAt, problem } = useLive(stores.vineyards.vineyards, (state) => state)
  const vines = useLive(stores.vineyards.vines, (state) => state.rows)
  const now = useNow(true, 15_000)
  const [creating, setCreating] = useState(false)
  const vineyards = useMemo(() => vineyardsByName(rows), [rows])
  const create = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      New vineyard
    </Button>
  )

  return (
    <div className="page">
      <PageHead
        title="Vineyards"
        lead={fetchedAt === null ? undefined : pluralText(vineyards.length, 'vineyard')}
      >
        {create}
      </PageHead>
      <section className="card" aria-label="Vineyards">
        <ListStates
          label="vineyards"
          rows={vineyards}
          fetchedAt={fetchedAt}
          problem={problem}
          onRetry={stores.vineyards.vineyards.refresh}
          empty={
            <Empty icon="vineyard" title="No vineyards yet" action={create}>
              A vineyard groups vines: infrastructure configurations, each in one environment and
              region.
            </Empty>
          }
        >
          {(shown) => (
            <DataTable
              label="Vineyards"
              columns={columns(vines, now)}
              rows={shown}
              testId="vineyard-row"
              dataOf={(vineyard) => ({ 'data-name': vineyard.name })}
            />
          )}
        </ListStates>
      </section>
      {creating && <NewVineyardDialog onClose={() => setCreating(false)} />}
    </div>
  )
}

function columns(vines: Rows<Vine>, now: number): Column<Vineyard>[] {
  return [
    {
      head: 'Vineyard',
      kind: 'lead',
      cell: (vineyard) => (
        <span className="stack">
          <Link className="row-link" to={`/vineyards/${vineyard.id}`}>
            {vineyard.name}
          </Link>
          {vineyard.description && <small>{vineyard.description}</small>}
        </span>
      ),
    },
    {
      head: 'Vines',
      kind: 'number',
      cell: (vineyard) => vinesOf(vines, vineyard.id).length,
    },
    {
      head: 'Active',
      kind: 'number',
      cell: (vineyard) =>
        vinesOf(vines, vineyard.id).filter((vine) => vine.status === 'ACTIVE').length,
    },
    {
      head: 'Monthly cost',
      kind: 'number',
      cell: (vineyard) => moneyText(monthlyCost(vinesOf(vines, vineyard.id))),
    },
    {
      head: 'Updated',
      cell: (vineyard) => (
        <time
          className="muted"
          dateTime={vineyard.updated_at}
          title={momentText(vineyard.updated_at)}
        >
          {agoText(vineyard.updated_at, now)}
        </time>
      ),
    },
  ]
}
