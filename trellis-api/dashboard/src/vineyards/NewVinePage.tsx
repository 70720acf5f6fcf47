import { useState, type SubmitEvent } from 'react'
import { useNavigate, useParams } from 'react-router'
import { STAGES, type ModuleSource, type Stage, type Variable } from '../api/rows'
import { useFreshStores } from '../app/useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { rowOf } from '../stores/rows'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { formText } from '../ui/formText'
import { PageHead } from '../ui/PageHead'
import { Problem } from '../ui/states'
import { useAttempt } from '../ui/useAttempt'
import { ModuleField } from './ModuleField'
import { STARTER_MODULE } from './starterModule'
import { VariablesField } from './VariablesField'

const DEFAULT_TERRAFORM = '1.11.4'

const STARTER: ModuleSource = { files: { 'main.tf': STARTER_MODULE } }

/** "Plant a vine": its place, its module, its variables. */
export function NewVinePage() {
  const { id = '' } = useParams()
  const { stores } = useWorkspace()
  useFreshStores()
  const navigate = useNavigate()
  const vineyard = useLive(stores.vineyards.vineyards, (state) => rowOf(state.rows, id))
  const [module, setModule] = useState<ModuleSource>(STARTER)
  const [variables, setVariables] = useState<readonly Variable[]>([])
  const { busy, problem, attempt } = useAttempt()

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => formText(form, name)
    const named = variables.filter((variable) => variable.name.trim() !== '')
    await attempt(async () => {
      await stores.vineyards.createVine({
        vineyard_id: id,
        project_name: text('project_name'),
        environment_stage: text('environment_stage') as Stage,
        region: text('region'),
        terraform_version: text('terraform_version'),
        module,
        ...(named.length > 0 ? { variables: named } : {}),
      })
      void navigate(`/vineyards/${id}`)
    })
  }

  return (
    <div className="page page-form">
      <PageHead
        title="Plant a vine"
        back={{ to: `/vineyards/${id}`, text: vineyard?.name ?? 'Vineyard' }}
        lead="One Terraform configuration, in one environment and region."
      />
      <form className="card form form-card" onSubmit={(event) => void submit(event)}>
        <div className="form-row">
          <Field label="Project name">
            {(ids) => (
              <input
                {...ids}
                name="project_name"
                className="input mono"
                required
                maxLength={100}
                autoComplete="off"
                autoFocus
              />
            )}
          </Field>
          <Field label="Environment stage">
            {(ids) => (
              <select {...ids} name="environment_stage" className="input">
                {STAGES.map((stage) => (
                  <option key={stage}>{stage}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Region">
            {(ids) => (
              <input
                {...ids}
                name="region"
                className="input mono"
                required
                maxLength={100}
                placeholder="eu-central-1"
              />
            )}
          </Field>
          <Field label="Terraform version">
            {(ids) => (
              <input
                {...ids}
                name="terraform_version"
                className="input mono"
                required
                pattern="\d+\.\d+\.\d+"
                title="Three numbers, such as 1.11.4"
                defaultValue={DEFAULT_TERRAFORM}
              />
            )}
          </Field>
        </div>
        <ModuleField starter={STARTER_MODULE} onChange={setModule} />
        <VariablesField variables={variables} onChange={setVariables} />
        {problem !== null && <Problem>{problem}</Problem>}
        <div className="dialog-actions">
          <Button onClick={() => void navigate(`/vineyards/${id}`)}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            Plant vine
          </Button>
        </div>
      </form>
    </div>
  )
}
