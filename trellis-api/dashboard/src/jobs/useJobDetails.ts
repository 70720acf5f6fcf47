import { useCallback, useEffect, useState } from 'react'
import { messageOf } from '../api/http'
import type { Job, JobDetails } from '../api/rows'
import { useWorkspace } from '../session/SessionContext'

export interface Details {
  details: JobDetails | null
  problem: string | null
  reload: () => void
}

/** The wide parts of a job, which realtime leaves out: asked for again when the job has moved. */
export function useJobDetails(job: Job): Details {
  const { api } = useWorkspace()
  const [details, setDetails] = useState<JobDetails | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  const { id, status, attempt } = job

  useEffect(() => {
    const controller = new AbortController()
    api.jobDetails(id, controller.signal).then(
      (answer) => {
        setDetails(answer)
        setProblem(null)
      },
      (failure: unknown) => {
        if (!controller.signal.aborted) setProblem(messageOf(failure))
      },
    )
    return () => controller.abort()
  }, [api, id, status, attempt, asked])

  const reload = useCallback(() => setAsked((count) => count + 1), [])
  return { details, problem, reload }
}
