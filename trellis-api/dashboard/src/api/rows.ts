/**
 * Rows as REST answers them and as realtime sends them: the tables' columns, by their names.
 * Times are ISO 8601 texts; `version` rises with every change of a row.
 */

export const JOB_STATUSES = [
  'QUEUED',
  'CLAIMED',
  'PROCESSING',
  'SUCCESS',
  'FAILED',
  'CANCELLED',
] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

/** The types that can be asked for; the product knows more names, which the API refuses as yet. */
export const JOB_TYPES = ['PLAN', 'DEPLOY', 'DESTROY', 'CONNECTION_TEST'] as const
export type JobType = (typeof JOB_TYPES)[number]

export type Job = {
  id: string
  user_id: string
  vine_id: string
  vineyard_id: string
  job_type: JobType
  status: JobStatus
  attempt: number
  /** The Tendril that the user chose; null: any. */
  assigned_worker_id: string | null
  /** The Tendril that claimed it, and its name then. */
  worker_id: string | null
  worker_name: string | null
  /** The PLAN whose plan this DEPLOY applies; null: it plans by itself. */
  plan_job_id: string | null
  /** A DEPLOY that planned and applied in one run. */
  unreviewed: boolean
  /** What its Tendril must have, each with that value. */
  required_labels: Record<string, string>
  /** While it is queued: why no Tendril that is online could take it. */
  waiting_reason: string | null
  error_code: string | null
  error_message: string | null
  created_at: string
  claimed_at: string | null
  started_at: string | null
  completed_at: string | null
  version: number
}

export type StreamType = 'STDOUT' | 'STDERR' | 'SYSTEM'

export type LogChunk = {
  id: number
  job_id: string
  attempt: number
  seq: number
  stream_type: StreamType
  log_chunk: string
  emitted_at: string | null
  created_at: string
  /** Not null: this row stands for so many bytes that were dropped here. */
  gap_bytes: number | null
}

export const WORKER_STATUSES = ['ONLINE', 'DRAINING', 'OFFLINE'] as const
export type WorkerStatus = (typeof WORKER_STATUSES)[number]

/** A Tendril; the wire calls it a worker. */
export type Tendril = {
  id: string
  /** Null: managed by the platform, seen by everyone. */
  user_id: string | null
  name: string
  status: WorkerStatus
  agent_version: string | null
  labels: Record<string, string>
  last_heartbeat: string | null
  created_at: string
  version: number
}

export type Vineyard = {
  id: string
  user_id: string
  name: string
  description: string | null
  created_at: string
  updated_at: string
  version: number
}

export type VineStatus = 'DRAFT' | 'PROVISIONING' | 'ACTIVE' | 'FAILED' | 'DESTROYING' | 'DESTROYED'

export const STAGES = ['development', 'staging', 'production'] as const
export type Stage = (typeof STAGES)[number]

export type Vine = {
  id: string
  user_id: string
  vineyard_id: string
  project_name: string
  environment_stage: Stage
  region: string
  terraform_version: string
  status: VineStatus
  /** A mutating job's Tendril was lost: what is real and what the state says may differ. */
  reconcile: boolean
  /** Null: the price list does not know. */
  estimated_monthly_cost: number | null
  created_at: string
  updated_at: string
  version: number
}

export type JobEvent = {
  id: number
  at: string
  kind: string
  actor: string
  detail: Record<string, unknown> | null
}

/** What a PLAN left to be applied. */
export type Plan = {
  job_id: string
  sha256: string
  /** What exactly the module was, a commit for instance; null where the configuration says it. */
  module_version?: string | null
  /** The DEPLOY that it is, or was, for; a plan is applied once. */
  used_by: string | null
  expires_at: string
}

export type JobDetails = {
  config_snapshot: Record<string, unknown> | null
  execution_metadata: ExecutionMetadata | null
  plan: Plan | null
  events: JobEvent[]
}

export type ExecutionMetadata = Record<string, unknown> & {
  plan?: { add: number; change: number; destroy: number }
}

export type Variable = {
  name: string
  value: string
  kind: 'terraform' | 'environment'
  /** Stored encrypted, never shown again, masked in logs. */
  secret: boolean
}

/** A commit of a git repository, over https or ssh. */
export type GitModule = { url: string; ref: string; subfolder?: string }

/** Where a module comes from, as far as it is said here; the API knows more kinds. */
export type ModuleSource = { files: Record<string, string> } | { git: GitModule }

export type NewVine = {
  vineyard_id: string
  project_name: string
  environment_stage: Stage
  region: string
  terraform_version?: string
  module: ModuleSource
  variables?: Variable[]
}

export type Page<T> = { items: T[]; next_cursor: string | null }
/** `more`: there may be more after the last one. */
export type LogPage = { items: LogChunk[]; more: boolean }

const ENDED: readonly JobStatus[] = ['SUCCESS', 'FAILED', 'CANCELLED']

export function hasEnded(job: Pick<Job, 'status'>): boolean {
  return ENDED.includes(job.status)
}

export function isRunning(job: Pick<Job, 'status'>): boolean {
  return job.status === 'CLAIMED' || job.status === 'PROCESSING'
}
