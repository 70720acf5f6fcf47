import { useMemo, useState } from 'react'
import { WORKER_STATUSES, type WorkerStatus } from '../api/rows'
import { useFreshStores } from '../app/useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { byName } from '../stores/tendrils'
import { Button } from '../ui/Button'
import { Chips } from '../ui/Chips'
import { pluralText, wordText } from '../ui/format'
import { Icon } from '../ui/Icon'
import { PageHead } from '../ui/PageHead'
import { Empty, ListStates } from '../ui/states'
import { isText, useSessionState } from '../ui/useSessionState'
import { AddTendrilDialog } from './AddTendrilDialog'
import { TendrilTable } from './TendrilTable'

const CHOICES = ['ALL', ...WORKER_STATUSES] as const
type Choice = 'ALL' | WorkerStatus

export function TendrilsPage() {
  const { stores } = useWorkspace()
  useFreshStores()
  const { rows, fetchedAt, problem } = useLive(stores.tendrils, (state) => state)
  const [status, setStatus] = useSessionState<Choice>('tendrils.status', 'ALL', isChoice)
  const [search, setSearch] = useSessionState('tendrils.search', '', isText)
  const [adding, setAdding] = useState(false)

  const tendrils = useMemo(() => byName(rows), [rows])
  const words = search.trim().toLowerCase()
  const found = tendrils.filter(
    (tendril) =>
      (status === 'ALL' || tendril.status === status) && tendril.name.toLowerCase().includes(words),
  )
  const online = tendrils.filter((tendril) => tendril.status === 'ONLINE').length
  const add = (
    <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
      Add Tendril
    </Button>
  )

  return (
    <div className="page">
      <PageHead
        title="Tendrils"
        lead={
          fetchedAt === null
            ? undefined
            : `${pluralText(tendrils.length, 'Tendril')}, ${online} online`
        }
      >
        {add}
      </PageHead>
      <section className="card" aria-label="Tendrils">
        <div className="filters filters-second">
          <Chips
            label="Status"
            options={CHOICES}
            value={status}
            text={(it) => (it === 'ALL' ? 'All' : wordText(it))}
            onChange={setStatus}
          />
          <div className="search">
            <Icon name="search" size={16} />
            <input
              className="input"
              type="search"
              aria-label="Search Tendrils"
              placeholder="Name"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
        </div>
        <ListStates
          label="Tendrils"
          rows={found}
          fetchedAt={fetchedAt}
          problem={problem}
          onRetry={stores.tendrils.refresh}
          empty={
            tendrils.length === 0 ? (
              <Empty icon="tendril" title="No Tendrils yet" action={add}>
                A Tendril is the agent that runs Terraform, on a machine of yours. It needs nothing
                but a way out to this server.
              </Empty>
            ) : (
              <Empty icon="search" title="No Tendril matches">
                Another status or name may find it.
              </Empty>
            )
          }
        >
          {(shown) => <TendrilTable tendrils={shown} />}
        </ListStates>
      </section>
      {adding && <AddTendrilDialog onClose={() => setAdding(false)} />}
    </div>
  )
}

function isChoice(value: unknown): value is Choice {
  return CHOICES.some((choice) => choice === value)
}
