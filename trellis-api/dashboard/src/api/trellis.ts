import type { Http } from './http'
import type {
  Job,
  JobDetails,
  JobType,
  LogChunk,
  LogPage,
  NewVine,
  Page,
  Plan,
  Tendril,
  Vine,
  Vineyard,
} from './rows'

const JOBS_PER_PAGE = 100
const CHUNKS_PER_PAGE = 500

export interface NewJob {
  vine_id: string
  job_type: JobType
  assigned_worker_id: string | null
  /** What a DEPLOY is to apply; null: it plans by itself. */
  plan: Pick<Plan, 'job_id' | 'sha256'> | null
}

/** Of a job that runs: `graceful` tells Terraform to stop; `force`, after that, kills it. */
export type CancelMode = 'graceful' | 'force'

/** The public REST API, a method for each call that the dashboard makes. */
export type TrellisApi = ReturnType<typeof createTrellisApi>

export function createTrellisApi(http: Http) {
  return {
    jobs: (cursor: string | null, signal?: AbortSignal) =>
      http.get<Page<Job>>(`/api/jobs?${query({ limit: JOBS_PER_PAGE, cursor })}`, signal),
    job: (id: string, signal?: AbortSignal) => http.get<Job>(`/api/jobs/${id}`, signal),
    jobDetails: (id: string, signal?: AbortSignal) =>
      http.get<JobDetails>(`/api/jobs/${id}/details`, signal),
    createJob: ({ assigned_worker_id, plan, ...job }: NewJob) =>
      http.post<Job>('/api/jobs', {
        ...job,
        ...(assigned_worker_id === null ? {} : { assigned_worker_id }),
        ...(plan === null ? {} : { plan_job_id: plan.job_id, plan_sha256: plan.sha256 }),
      }),
    cancelJob: (id: string, mode: CancelMode) =>
      http.post<Job | undefined>(`/api/jobs/${id}/cancel?${query({ mode })}`),
    /** Chunks of all attempts and streams whose id is larger than `after`, in order. */
    logs: async (jobId: string, after: number, signal?: AbortSignal): Promise<LogPage> => {
      const parameters = query({ after: after || null, limit: CHUNKS_PER_PAGE })
      const path = `/api/jobs/${jobId}/logs?${parameters}`
      const { items } = await http.get<{ items: LogChunk[] }>(path, signal)
      return { items, more: items.length === CHUNKS_PER_PAGE }
    },

    tendrils: (signal?: AbortSignal) => listOf<Tendril>(http, '/api/workers', signal),
    drainTendril: (id: string) => http.post<Tendril | undefined>(`/api/workers/${id}/drain`),
    removeTendril: (id: string) => http.remove(`/api/workers/${id}`),
    registrationToken: (name: string | null) =>
      http.post<{ token: string; expires_at: string }>(
        '/api/tendrils/registration-tokens',
        name === null ? {} : { name },
      ),

    vineyards: (signal?: AbortSignal) => listOf<Vineyard>(http, '/api/vineyards', signal),
    createVineyard: (name: string, description: string | null) =>
      http.post<Vineyard>(
        '/api/vineyards',
        description === null ? { name } : { name, description },
      ),
    removeVineyard: (id: string) => http.remove(`/api/vineyards/${id}`),
    vines: (signal?: AbortSignal) => listOf<Vine>(http, '/api/vines', signal),
    createVine: (vine: NewVine) => http.post<Vine>('/api/vines', vine),
    reconcileVine: (id: string) => http.post<Vine>(`/api/vines/${id}/reconcile`),
    removeVine: (id: string) => http.remove(`/api/vines/${id}`),
  }
}

/** All rows of a list, whether the API answers it at once or in pages. */
async function listOf<T>(http: Http, path: string, signal?: AbortSignal): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const answer: T[] | Page<T> = await http.get<T[] | Page<T>>(
      cursor === null ? path : `${path}?${query({ cursor })}`,
      signal,
    )
    if (Array.isArray(answer)) return answer
    rows.push(...answer.items)
    cursor = answer.next_cursor
  } while (cursor)
  return rows
}

function query(parameters: Record<string, string | number | null>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== null)
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
}
