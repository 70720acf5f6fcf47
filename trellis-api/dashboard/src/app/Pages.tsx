import { BrowserRouter, Route, Routes } from 'react-router'
import { JobListPage } from '../jobs/JobListPage'
import { JobPage } from '../jobs/JobPage'
import { TendrilsPage } from '../tendrils/TendrilsPage'
import { NewVinePage } from '../vineyards/NewVinePage'
import { VineyardPage } from '../vineyards/VineyardPage'
import { VineyardsPage } from '../vineyards/VineyardsPage'
import { Layout } from './Layout'
import { NotFoundPage } from './NotFoundPage'
import { OverviewPage } from './OverviewPage'

export function Pages() {
  return (
    <BrowserRouter>
      <Routes>
        <Route element={<Layout />}>
          <Route index element={<OverviewPage />} />
          <Route path="jobs" element={<JobListPage />} />
          <Route path="jobs/:id" element={<JobPage />} />
          <Route path="vineyards" element={<VineyardsPage />} />
          <Route path="vineyards/:id" element={<VineyardPage />} />
          <Route path="vineyards/:id/new-vine" element={<NewVinePage />} />
          <Route path="tendrils" element={<TendrilsPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </BrowserRouter>
  )
}
