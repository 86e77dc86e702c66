import MuiLink from '@material-ui/core/Link';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSetUrlState } from '@atlhyper/backstage-plugin-atlhyper-react';
import type { ItemDetails, ItemPart } from '../../model/itemDetails';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetBar } from '../cells/BudgetBar';
import { IngressCells, MeshCells } from '../cells/FigureCells';
import { RouteNotes } from '../cells/RouteNotes';
import { StatusCell } from '../cells/StatusCell';
import { TargetCell } from '../cells/TargetCell';
import { SortableHead, type HeadColumn } from '../list/SortableHead';

const useStyles = makeStyles({
  name: { minWidth: 200, overflowWrap: 'anywhere' },
  path: { fontFamily: 'monospace', textAlign: 'left' },
});

const PartRow = (props: { details: ItemDetails; part: ItemPart }) => {
  const { details, part } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const set = useSetUrlState();
  const isShared = Boolean(part.route?.shared_service);
  return (
    <TableRow>
      <TableCell
        component="th"
        scope="row"
        role="rowheader"
        className={classes.name}
      >
        {isShared ? (
          <span className={classes.path}>{part.label}</span>
        ) : (
          <MuiLink
            component="button"
            className={classes.path}
            title={t('parts.show', { name: part.label })}
            onClick={() => set({ part: part.id, section: undefined })}
          >
            {part.label}
          </MuiLink>
        )}
        {part.route && <RouteNotes route={part.route} />}
        {part.sources.map(source => (
          <Typography
            key={source}
            variant="caption"
            color="textSecondary"
            component="div"
          >
            {source}
          </Typography>
        ))}
      </TableCell>
      <StatusCell judgement={part.judgement} window={details.window} />
      {part.mesh ? (
        <MeshCells figures={part.current} mesh={part.mesh} />
      ) : (
        <IngressCells figures={part.current} />
      )}
      <TableCell align="right">
        <BudgetBar remaining={part.judgement.error_budget_remaining} />
      </TableCell>
      <TargetCell
        window={details.window}
        target={part.judgement.target}
        level={part.subject.kind}
      />
    </TableRow>
  );
};

/** The paths of a domain with where they are defined, or the callers of a service. */
export const PartsSection = (props: {
  details: ItemDetails;
  parts: ItemPart[];
}) => {
  const { details, parts } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const isDomain = details.item.kind === 'domain';
  const name = t(isDomain ? 'section.parts' : 'section.callers');
  const numeric = isDomain
    ? [t('table.availability'), t('table.p95'), t('table.rate')]
    : [
        t('services.successRate'),
        t('services.p50'),
        t('services.p99'),
        t('table.rate'),
        t('services.mtls'),
        t('services.noResponse'),
      ];
  const columns: HeadColumn[] = [
    { label: name },
    { label: t('table.status') },
    ...numeric.map(label => ({ label, numeric: true })),
    { label: t('table.budget'), numeric: true },
    { label: t('table.target') },
  ];
  return (
    <TableContainer>
      <Table size="small" aria-label={name}>
        <SortableHead columns={columns} />
        <TableBody>
          {parts.map(part => (
            <PartRow key={part.id} details={details} part={part} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
