import type { Command } from 'commander';
export function addClusterCommand(_program: Command): void {}
