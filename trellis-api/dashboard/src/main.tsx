import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { createSession } from './session/session'
import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import './ui/blocks.css'
import './app/app.css'
import './jobs/jobs.css'
import './jobs/log.css'
import './tendrils/tendrils.css'
import './vineyards/vineyards.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(<App session={createSession(Date.now)} />)
