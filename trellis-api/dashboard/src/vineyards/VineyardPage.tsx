import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Vine, Vineyard } from '../api/rows'
import { useFreshStores } from '../app/useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { rowOf } from '../stores/rows'
import { monthlyCost, vinesOf } from '../stores/vineyards'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/ConfirmDialog'
import { moneyText, pluralText } from '../ui/format'
import { Icon } from '../ui/Icon'
import { PageHead } from '../ui/PageHead'
import { Empty, ListStates, LoadingRows, Problem } from '../ui/states'
import { VineTable } from './VineTable'

const BACK = { to: '/vineyards', text: 'Vineyards' }

export function VineyardPage() {
  const { id = '' } = useParams()
  const { stores } = useWorkspace()
  useFreshStores()
  const { fetchedAt, problem } = useLive(stores.vineyards.vineyards, (state) => state)
  const vineyard = useLive(stores.vineyards.vineyards, (state) => rowOf(state.rows, id))

  if (vineyard) return <LoadedVineyard vineyard={vineyard} />
  return (
    <div className="page">
      <PageHead title="Vineyard" back={BACK} />
      <div className="card">
        {problem !== null ? (
          <Problem onRetry={stores.vineyards.vineyards.refresh}>{problem}</Problem>
        ) : fetchedAt === null ? (
          <LoadingRows label="Loading the vineyard" />
        ) : (
          <Empty icon="search" title="There is no such vineyard">
            It may belong to someone else, or have been removed.
          </Empty>
        )}
      </div>
    </div>
  )
}

function LoadedVineyard({ vineyard }: { vineyard: Vineyard }) {
  const { stores } = useWorkspace()
  const navigate = useNavigate()
  const { rows, fetchedAt, problem } = useLive(stores.vineyards.vines, (state) => state)
  const vines = vinesOf(rows, vineyard.id)
  const [deleting, setDeleting] = useState(false)
  const plant = (
    <Link className="button button-primary" to={`/vineyards/${vineyard.id}/new-vine`}>
      <Icon name="plus" size={17} />
      Plant a vine
    </Link>
  )

  return (
    <div className="page" data-testid="vineyard-page" data-id={vineyard.id}>
      <PageHead title={vineyard.name} back={BACK} lead={vineyard.description ?? undefined}>
        <Button look="quiet" icon="destroy" onClick={() => setDeleting(true)}>
          Delete
        </Button>
        {plant}
      </PageHead>
      <Summary vines={vines} />
      <section className="card" aria-label="Vines">
        <ListStates
          label="vines"
          rows={vines}
          fetchedAt={fetchedAt}
          problem={problem}
          onRetry={stores.vineyards.vines.refresh}
          empty={
            <Empty icon="vineyard" title="Nothing planted yet" action={plant}>
              A vine is one Terraform configuration, in one environment and region.
            </Empty>
          }
        >
          {(shown) => <VineTable vines={shown} />}
        </ListStates>
      </section>
      {deleting && (
        <ConfirmDialog
          title={`Delete ${vineyard.name}?`}
          confirm="Delete vineyard"
          onConfirm={async () => {
            await stores.vineyards.deleteVineyard(vineyard.id)
            void navigate('/vineyards')
          }}
          onClose={() => setDeleting(false)}
        >
          <p>
            The vineyard goes, and with it {pluralText(vines.length, 'vine')}, their jobs, logs and
            Terraform states.
          </p>
          <p>
            <strong>What Terraform has built is not destroyed.</strong> Destroy the vines first if
            it should be.
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}

function Summary({ vines }: { vines: readonly Vine[] }) {
  const active = vines.filter((vine) => vine.status === 'ACTIVE').length
  return (
    <div className="tiles">
      <div className="card tile">
        <span className="tile-label">Vines</span>
        <span className="tile-value">{vines.length}</span>
      </div>
      <div className="card tile">
        <span className="tile-label">Active</span>
        <span className="tile-value">{active}</span>
      </div>
      <div className="card tile">
        <span className="tile-label">Monthly cost, estimated</span>
        <span className="tile-value" data-testid="vineyard-cost">
          {moneyText(monthlyCost(vines))}
        </span>
      </div>
    </div>
  )
}
