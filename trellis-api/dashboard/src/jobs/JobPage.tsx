import { useEffect, useState } from 'react'
import { useParams } from 'react-router'
import { ApiProblem, messageOf } from '../api/http'
import { hasEnded, isRunning, type Job } from '../api/rows'
import { useFreshStores } from '../app/useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { rowOf } from '../stores/rows'
import { PageHead } from '../ui/PageHead'
import { Empty, LoadingRows, Problem } from '../ui/states'
import { JobFolds } from './JobFolds'
import { JobHeader } from './JobHeader'
import { JobOutcome } from './JobOutcome'
import { LogViewer } from './LogViewer'
import { PlanReview } from './PlanReview'
import { useJobDetails } from './useJobDetails'
import { useJobLog } from './useJobLog'

export function JobPage() {
  const { id = '' } = useParams()
  // Another job is another page: nothing of the first one's log or folds is kept.
  return <OneJob key={id} id={id} />
}

function OneJob({ id }: { id: string }) {
  const { job, problem, missing, retry } = useJob(id)
  if (job) return <LoadedJob job={job} />
  return (
    <div className="page">
      <PageHead title="Job" back={{ to: '/jobs', text: 'Jobs' }} />
      <div className="card">
        {missing ? (
          <Empty icon="search" title="There is no such job">
            It may belong to someone else, or have gone with its vine.
          </Empty>
        ) : problem !== null ? (
          <Problem onRetry={retry}>The job could not be loaded. {problem}</Problem>
        ) : (
          <LoadingRows label="Loading the job" />
        )}
      </div>
    </div>
  )
}

function LoadedJob({ job }: { job: Job }) {
  const log = useJobLog(job.id)
  const details = useJobDetails(job)
  return (
    <div className="job-page" data-testid="job-page" data-id={job.id} data-status={job.status}>
      <JobHeader job={job} />
      <JobOutcome job={job} metadata={details.details?.execution_metadata ?? null} />
      <PlanReview job={job} plan={details.details?.plan ?? null} />
      <div className="job-body">
        <LogViewer log={log} jobId={job.id} waiting={waitingText(job)} />
        <JobFolds job={job} {...details} />
      </div>
    </div>
  )
}

/** What an empty log means just now. */
function waitingText(job: Job): string {
  if (hasEnded(job)) return 'This job wrote no log.'
  if (isRunning(job)) return 'Waiting for the first lines…'
  return 'Queued: a Tendril has to claim this job first.'
}

/** The list's row, kept live by its store; a job that the list has not loaded is asked for once. */
function useJob(id: string) {
  const { stores } = useWorkspace()
  const job = useLive(stores.jobs, (state) => rowOf(state.rows, id))
  const [failure, setFailure] = useState<unknown>(null)
  const [tries, setTries] = useState(0)
  const known = job !== undefined
  useFreshStores()

  useEffect(() => {
    if (known) return
    let left = false
    stores.jobs.loadJob(id).catch((thrown: unknown) => {
      if (!left) setFailure(thrown)
    })
    return () => {
      left = true
    }
  }, [stores, id, known, tries])

  return {
    job,
    missing: failure instanceof ApiProblem && (failure.status === 404 || failure.status === 400),
    problem: failure === null ? null : messageOf(failure),
    retry: () => {
      setFailure(null)
      setTries(tries + 1)
    },
  }
}
