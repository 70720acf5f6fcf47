/**
 * Pictures of every page, light and dark, wide and narrow, with the real stock client against a
 * demo world: `npm run screens -- <folder>` after `npm run build`.
 */
import { mkdir } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { answerApi, answerRealtime, servePages } from './demoServer.mjs'
import { jobs, vineyards } from './demoWorld.mjs'

const folder = process.argv[2] ?? '../target/screens'
const only = process.argv[3]
const running = jobs.find((job) => job.status === 'PROCESSING')
const failed = jobs.find((job) => job.status === 'FAILED')
const planned = jobs.find((job) => job.job_type === 'PLAN' && job.status === 'SUCCESS')

const click = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click()

const SHOTS = [
  ['sign-in', '/', { signedIn: false }],
  ['overview', '/'],
  ['jobs', '/jobs'],
  ['job-running', `/jobs/${running.id}`],
  ['job-failed', `/jobs/${failed.id}`, { logLines: 5 }],
  [
    'job-plan',
    `/jobs/${planned.id}`,
    { then: (page) => page.getByLabel('Search the log').fill('press') },
  ],
  ['job-run-again', `/jobs/${failed.id}`, { then: click('Run again') }],
  ['vineyards', '/vineyards'],
  ['vineyard', `/vineyards/${vineyards[0].id}`],
  [
    'destroy',
    `/vineyards/${vineyards[0].id}`,
    { then: (page) => page.locator('.button-danger:enabled').first().click() },
  ],
  ['new-vine', `/vineyards/${vineyards[0].id}/new-vine`, { then: click('Add variable') }],
  ['tendrils', '/tendrils'],
  [
    'add-tendril',
    '/tendrils',
    {
      then: async (page) => {
        await click('Add Tendril')(page)
        await page.getByLabel('Name', { exact: true }).fill('cellar-3')
        await click('Create token')(page)
        await page.getByTestId('registration-token').waitFor()
      },
    },
  ],
  ['overview-empty', '/', { empty: true }],
  ['tendrils-empty', '/tendrils', { empty: true }],
  ['jobs-failing', '/jobs', { failing: true }],
  [
    'reconnecting',
    '/jobs',
    {
      then: (page, realtime) =>
        realtime.drop().then(() => page.locator('[data-phase=reconnecting]').waitFor()),
    },
  ],
]

await mkdir(folder, { recursive: true })
const pages = await servePages('../target/classes/META-INF/resources')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const complaints = []

for (const [name, path, { signedIn = true, then, ...world } = {}] of SHOTS) {
  if (only && !name.startsWith(only)) continue
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, width, height] of [
      ['wide', 1360, 860],
      ['narrow', 390, 844],
    ]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height } })
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`))
      await answerApi(page, world)
      const realtime = await answerRealtime(page)
      await page.goto(pages.origin + path)
      if (signedIn) {
        await page.getByTestId('demo-user').first().click()
        if (!world.failing) await page.locator('[data-phase=live]').waitFor()
      } else {
        await page.getByTestId('demo-user').first().waitFor()
      }
      await page.waitForTimeout(250)
      await then?.(page, realtime)
      await page.waitForTimeout(250)
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${size}.png` })
      await context.close()
    }
  }
}

await browser.close()
pages.close()
complaints.forEach((complaint) => console.error(complaint))
process.exitCode = complaints.length === 0 ? 0 : 1
