import { useMemo } from 'react'
import { Link } from 'react-router'
import { useStore } from 'zustand'
import { JOB_STATUSES, JOB_TYPES, type Job, type Vine } from '../api/rows'
import { useFreshStores } from '../app/useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { newestFirst } from '../stores/jobs'
import { rowOf, type Rows } from '../stores/rows'
import { Button } from '../ui/Button'
import { Chips } from '../ui/Chips'
import { pluralText, wordText } from '../ui/format'
import { Icon } from '../ui/Icon'
import { PageHead } from '../ui/PageHead'
import { Empty, ListStates, Problem } from '../ui/states'
import { isText, useSessionState } from '../ui/useSessionState'
import { JobTable } from './JobTable'

const STATUS_CHOICES = ['ALL', ...JOB_STATUSES] as const
const TYPE_CHOICES = ['ALL', ...JOB_TYPES] as const
type StatusChoice = (typeof STATUS_CHOICES)[number]
type TypeChoice = (typeof TYPE_CHOICES)[number]

export function JobListPage() {
  const { stores } = useWorkspace()
  useFreshStores()
  const { rows, fetchedAt, problem } = useLive(stores.jobs, (state) => state)
  const vines = useLive(stores.vineyards.vines, (state) => state.rows)
  const older = useStore(stores.jobs.older)

  const [status, setStatus] = useSessionState<StatusChoice>(
    'jobs.status',
    'ALL',
    oneOf(STATUS_CHOICES),
  )
  const [type, setType] = useSessionState<TypeChoice>('jobs.type', 'ALL', oneOf(TYPE_CHOICES))
  const [search, setSearch] = useSessionState('jobs.search', '', isText)

  const jobs = useMemo(() => newestFirst(rows), [rows])
  const found = useMemo(
    () =>
      jobs.filter(
        (job) =>
          (status === 'ALL' || job.status === status) &&
          (type === 'ALL' || job.job_type === type) &&
          isNamed(job, vines, search),
      ),
    [jobs, status, type, search, vines],
  )
  const clear = () => {
    setStatus('ALL')
    setType('ALL')
    setSearch('')
  }

  return (
    <div className="page">
      <PageHead
        title="Jobs"
        lead={fetchedAt === null ? undefined : countLine(found.length, jobs.length, older.cursor)}
      />
      <section className="card" aria-label="Jobs">
        <div className="filters">
          <Chips
            label="Status"
            options={STATUS_CHOICES}
            value={status}
            text={choiceText}
            onChange={setStatus}
          />
          <div className="filters-second">
            <Chips
              label="Type"
              options={TYPE_CHOICES}
              value={type}
              text={(it) => (it === 'ALL' ? 'All types' : wordText(it))}
              onChange={setType}
            />
            <div className="search">
              <Icon name="search" size={16} />
              <input
                className="input"
                type="search"
                aria-label="Search jobs"
                placeholder="Vine, Tendril or id"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </div>
          </div>
        </div>
        <ListStates
          label="jobs"
          rows={found}
          fetchedAt={fetchedAt}
          problem={problem}
          onRetry={stores.jobs.refresh}
          empty={jobs.length === 0 ? <NoJobs /> : <NoneFound onClear={clear} />}
        >
          {(shown) => <JobTable jobs={shown} label="Jobs" />}
        </ListStates>
        {older.problem !== null && <Problem>{older.problem}</Problem>}
        {older.cursor !== null && (
          <div className="table-foot">
            <Button small busy={older.loading} onClick={() => void stores.jobs.loadOlder()}>
              Load older jobs
            </Button>
          </div>
        )}
      </section>
    </div>
  )
}

function NoJobs() {
  return (
    <Empty
      icon="jobs"
      title="No jobs yet"
      action={
        <Link className="button button-primary" to="/vineyards">
          To the vineyards
        </Link>
      }
    >
      Plan or deploy a vine: its job is queued here, a Tendril claims it, and its log streams as
      Terraform writes it.
    </Empty>
  )
}

function NoneFound({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      icon="search"
      title="No job matches"
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      Other filters or words may find it; only loaded jobs are searched.
    </Empty>
  )
}

function countLine(found: number, loaded: number, cursor: string | null): string {
  const all = `${pluralText(loaded, 'job')}${cursor === null ? '' : ' loaded'}`
  return found === loaded ? all : `${found} of ${all}`
}

function isNamed(job: Job, vines: Rows<Vine>, search: string): boolean {
  const words = search.trim().toLowerCase()
  if (words === '') return true
  const vine = rowOf(vines, job.vine_id)
  const names = [job.id, job.worker_name, vine?.project_name, vine?.region, vine?.environment_stage]
  return names.some((name) => name?.toLowerCase().includes(words))
}

function choiceText(choice: string): string {
  return choice === 'ALL' ? 'All' : wordText(choice)
}

function oneOf<T extends string>(choices: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => choices.some((choice) => choice === value)
}
