import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const api = process.env['VINTNER_TRELLIS_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  build: {
    // Quarkus serves what stands here, from the jar.
    outDir: '../target/classes/META-INF/resources',
    emptyOutDir: true,
    // One page for one user at a time: a single chunk is fetched sooner than five.
    chunkSizeWarningLimit: 800,
    target: 'es2023',
  },
  server: {
    host: '127.0.0.1',
    // The local profile accepts its own origin only.
    proxy: { '/api': { target: api, changeOrigin: true, headers: { origin: api } } },
  },
  test: {
    environment: 'jsdom',
    globals: true,
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    css: false,
  },
})
