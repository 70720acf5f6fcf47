import { shellQuoted } from './shellQuoted'

/** What to type on the machine that shall run Terraform, in Vintner's folder. */
export function registrationCommand(control: string, name: string, token: string): string {
  const folder = shellQuoted(`tendril-${name}`)
  return [
    `mkdir -p ${folder} && umask 077 && printf %s ${shellQuoted(token)} > ${folder}/registration-token`,
    [
      `VINTNER_TENDRIL_CONTROL_URL=${shellQuoted(control)}`,
      `VINTNER_TENDRIL_NAME=${shellQuoted(name)}`,
      `VINTNER_TENDRIL_REGISTRATION_TOKEN_FILE=${folder}/registration-token`,
      `VINTNER_TENDRIL_DATA_FOLDER=${folder}`,
      'java -jar tendril-agent/target/quarkus-app/quarkus-run.jar',
    ].join(' \\\n  '),
  ].join('\n')
}
