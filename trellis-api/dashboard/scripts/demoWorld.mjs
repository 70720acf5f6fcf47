/** Rows for looking at the pages without a server: as the API would answer them. */

const USER = '00000000-0000-4000-8000-00000000000a'
const now = Date.now()
const ago = (seconds) => new Date(now - seconds * 1000).toISOString().replace('Z', '+00:00')
const uuid = (kind, index) =>
  `${kind}${((index * 0x9e3779b) >>> 4).toString(16).padStart(7, '0').slice(0, 7)}-0000-4000-8000-${String(index).padStart(12, '0')}`

export const user = { id: USER, email: 'ada@vintner.local', name: 'Ada Vine' }
export const users = [
  user,
  { id: '00000000-0000-4000-8000-00000000000b', email: 'ben@vintner.local', name: 'Ben Cask' },
]

const stamped = (created) => ({
  created_at: ago(created),
  updated_at: ago(created / 2),
  version: 3,
})

export const vineyards = [
  {
    id: uuid('a', 1),
    user_id: USER,
    name: 'Hillside',
    description: 'What our customers see',
    ...stamped(900_000),
  },
  { id: uuid('a', 2), user_id: USER, name: 'Nursery', description: null, ...stamped(90_000) },
]

const vine = (index, vineyard, name, stage, region, status, cost) => ({
  id: uuid('b', index),
  user_id: USER,
  vineyard_id: vineyards[vineyard].id,
  project_name: name,
  environment_stage: stage,
  region,
  terraform_version: '1.11.4',
  status,
  reconcile: status === 'FAILED',
  estimated_monthly_cost: cost,
  ...stamped(index * 40_000),
})

export const vines = [
  vine(1, 0, 'storefront', 'production', 'eu-central-1', 'PROVISIONING', 412.5),
  vine(2, 0, 'storefront', 'staging', 'eu-central-1', 'ACTIVE', 96.2),
  vine(3, 0, 'press-queue', 'production', 'us-east-1', 'ACTIVE', 188),
  vine(4, 0, 'cellar-archive', 'production', 'eu-north-1', 'FAILED', null),
  vine(5, 1, 'playground', 'development', 'eu-west-3', 'DRAFT', null),
]

export const tendrils = [
  ['cellar-1', 'ONLINE', 4, USER],
  ['cellar-2', 'DRAINING', 9, USER],
  ['laptop-of-ada', 'OFFLINE', 9_400, USER],
  ['platform-pool', 'ONLINE', 12, null],
].map(([name, status, heartbeat, owner], index) => ({
  id: uuid('c', index + 1),
  user_id: owner,
  name,
  status,
  agent_version: status === 'OFFLINE' ? '0.0.9' : '0.1.0',
  labels: {},
  last_heartbeat: ago(heartbeat),
  ...stamped(700_000),
}))

const job = (index, type, status, vineIndex, created, seconds, more = {}) => ({
  id: uuid('d', index),
  user_id: USER,
  vine_id: vines[vineIndex].id,
  vineyard_id: vines[vineIndex].vineyard_id,
  job_type: type,
  status,
  attempt: 1,
  assigned_worker_id: null,
  worker_id: status === 'QUEUED' ? null : tendrils[index % 2].id,
  worker_name: status === 'QUEUED' ? null : tendrils[index % 2].name,
  unreviewed: type === 'DEPLOY',
  error_code: null,
  error_message:
    status === 'FAILED'
      ? 'terraform apply ended with exit code 1: the press is out of order'
      : null,
  created_at: ago(created),
  claimed_at: status === 'QUEUED' ? null : ago(created - 0.4),
  started_at: status === 'QUEUED' ? null : ago(created - 0.8),
  completed_at: seconds === null ? null : ago(created - 0.8 - seconds),
  version: 4,
  ...more,
})

export const jobs = [
  job(1, 'PLAN', 'QUEUED', 3, 6, null),
  job(2, 'DEPLOY', 'PROCESSING', 0, 74, null),
  job(3, 'PLAN', 'SUCCESS', 0, 240, 7.4),
  job(4, 'DEPLOY', 'SUCCESS', 2, 2_900, 184),
  job(5, 'DEPLOY', 'FAILED', 3, 4_100, 42),
  job(6, 'CONNECTION_TEST', 'SUCCESS', 4, 7_000, 1.8),
  job(7, 'DESTROY', 'CANCELLED', 1, 50_000, 3.1),
  ...Array.from({ length: 9 }, (_, index) =>
    job(
      8 + index,
      ['PLAN', 'DEPLOY'][index % 2],
      'SUCCESS',
      index % 3,
      90_000 + index * 50_000,
      20 + index * 31,
    ),
  ),
]

const ESC = String.fromCharCode(27)
const bold = (text) => `${ESC}[1m${text}${ESC}[0m`
const green = (text) => `${ESC}[32m${text}${ESC}[0m`

const SCRIPT = [
  ['SYSTEM', 'Claimed by cellar-1, attempt 1\nterraform init -input=false\n'],
  [
    'STDOUT',
    `\n${bold('Initializing the backend...')}\n${bold('Initializing provider plugins...')}\n- terraform.io/builtin/terraform is built in to Terraform\n\n${bold(green('Terraform has been successfully initialized!'))}\n`,
  ],
  ['SYSTEM', 'terraform init: exit code 0\nterraform plan -input=false -out=plan\n'],
  [
    'STDOUT',
    `\nTerraform used the selected providers to generate the following execution plan. Resource actions are indicated with the following symbols:\n  ${green('+')} create\n\nTerraform will perform the following actions:\n\n${bold('  # terraform_data.press')} will be created\n  ${green('+')} resource "terraform_data" "press" {\n      ${green('+')} id     = (known after apply)\n      ${green('+')} input  = "storefront"\n      ${green('+')} output = (known after apply)\n    }\n\n${bold('  # terraform_data.barrel[0]')} will be created\n  ${green('+')} resource "terraform_data" "barrel" {\n      ${green('+')} id = (known after apply)\n    }\n\n${bold('Plan:')} 2 to add, 0 to change, 0 to destroy.\n`,
  ],
  [
    'STDERR',
    `${ESC}[33m╷${ESC}[0m\n${ESC}[33m│${ESC}[0m ${bold('Warning: Deprecated argument')}\n${ESC}[33m│${ESC}[0m   on main.tf line 7, in resource "terraform_data" "press":\n${ESC}[33m╵${ESC}[0m\n`,
  ],
  ['SYSTEM', 'terraform apply plan\n'],
  [
    'STDOUT',
    `${bold('terraform_data.press: Creating...')}\n${bold("terraform_data.press: Provisioning with 'local-exec'...")}\n`,
  ],
]

/** As many lines as asked for, in chunks as a Tendril sends them. */
export function logOf(jobId, lineCount) {
  const rows = SCRIPT.map(([stream, text]) => ({ stream, text }))
  for (let from = 1; from <= lineCount; from += 100) {
    const lines = Array.from({ length: Math.min(100, lineCount - from + 1) }, (_, offset) => {
      const number = from + offset
      return `${ESC}[0m${ESC}[1mterraform_data.press (local-exec):${ESC}[0m pressing grapes, batch ${number}`
    })
    rows.push({
      stream: from % 700 === 1 && from > 1 ? 'STDERR' : 'STDOUT',
      text: `${lines.join('\n')}\n`,
    })
  }
  return rows.map(({ stream, text }, index) =>
    chunk(jobId, index + 1, stream, text, (rows.length - index) * 0.2),
  )
}

export function chunk(jobId, seq, stream, text, age = 0) {
  return {
    id: 1000 + seq,
    job_id: jobId,
    user_id: USER,
    attempt: 1,
    seq,
    stream_type: stream,
    log_chunk: text,
    emitted_at: ago(age),
    created_at: ago(age),
    gap_bytes: null,
  }
}

export const details = {
  config_snapshot: {
    terraform_version: '1.11.4',
    module: { files: { 'main.tf': 'resource "terraform_data" "press" {}\n' } },
    variables: [{ name: 'greeting', value: 'hello', kind: 'terraform' }],
  },
  execution_metadata: {
    plan: { add: 2, change: 0, destroy: 1 },
    resources: [{ type: 'terraform_data', name: 'press' }],
  },
  events: [
    { id: 1, at: ago(74), kind: 'QUEUED', actor: 'user', detail: null },
    { id: 2, at: ago(73.6), kind: 'CLAIMED', actor: 'tendril', detail: null },
    { id: 3, at: ago(73.2), kind: 'PROCESSING', actor: 'tendril', detail: null },
  ],
}
