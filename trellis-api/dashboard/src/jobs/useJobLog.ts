import { useEffect, useMemo } from 'react'
import { useWorkspace } from '../session/SessionContext'
import { createJobLogStore, type JobLogStore } from '../stores/jobLog'

/** The log of one job, subscribed while the page is open. */
export function useJobLog(jobId: string): JobLogStore {
  const { storeContext } = useWorkspace()
  const log = useMemo(() => createJobLogStore(storeContext, jobId), [storeContext, jobId])
  useEffect(() => log.connect(), [log])
  return log
}
