import { useState } from 'react';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Domain,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperSloTranslationRef } from '../../translation';
import { COLUMN_COUNT, DomainRows } from './DomainRows';
import { isNarrowed } from './isNarrowed';

const useStyles = makeStyles({
  // Between words only, in Chinese and Japanese too: the theme breaks anywhere.
  head: { '& th': { wordBreak: 'keep-all', overflowWrap: 'normal' } },
});

/** Domains with their paths below them; `initiallyExpanded` opens the details of these. */
export const DomainsTable = (props: {
  domains: Domain[];
  window: SloWindow;
  cluster?: string;
  initiallyExpanded?: string;
  /** What the entity claims, as its annotation has it. */
  claimed?: string[];
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(
    () => new Set(props.initiallyExpanded ? [props.initiallyExpanded] : []),
  );
  const toggle = (domain: string) =>
    setExpanded(previous => {
      const next = new Set(previous);
      if (!next.delete(domain)) {
        next.add(domain);
      }
      return next;
    });
  return (
    <TableContainer>
      <Table size="small" aria-label={t('table.label')}>
        <TableHead className={classes.head}>
          <TableRow>
            <TableCell>{t('table.domain')}</TableCell>
            <TableCell>{t('table.status')}</TableCell>
            <TableCell align="right">{t('table.availability')}</TableCell>
            <TableCell align="right">{t('table.p95')}</TableCell>
            <TableCell align="right">{t('table.errorRate')}</TableCell>
            <TableCell align="right">{t('table.rate')}</TableCell>
            <TableCell align="right">{t('table.requests')}</TableCell>
            <TableCell align="right">{t('table.budget')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.domains.map(domain => (
            <DomainRows
              key={domain.domain}
              domain={domain}
              window={props.window}
              cluster={props.cluster}
              narrowed={isNarrowed(domain.domain, props.claimed)}
              expanded={expanded.has(domain.domain)}
              onToggle={() => toggle(domain.domain)}
            />
          ))}
          {props.domains.length === 0 && (
            <TableRow>
              <TableCell colSpan={COLUMN_COUNT}>{t('table.noMatch')}</TableCell>
            </TableRow>
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
