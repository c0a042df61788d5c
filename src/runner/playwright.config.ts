/** The compiled configuration: what `dmct run` gives to Playwright, in a checkout and in an installed package, where no TypeScript is read. */
import { defineConfig } from '@playwright/test';
import { playwrightConfig } from './config.js';

export default defineConfig(playwrightConfig());
