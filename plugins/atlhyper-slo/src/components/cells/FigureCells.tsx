import TableCell from '@material-ui/core/TableCell';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { MeshFigures } from '../../model/itemDetails';
import type { ShownFigures } from '../../model/ownFigures';
import { atlhyperSloTranslationRef } from '../../translation';
import { Quantile } from './Quantile';

const useFigureStyles = makeStyles({
  figure: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
});

/** Requests per second, and below how many that were. */
const RateCell = (props: { figures: ShownFigures }) => {
  const { figures } = props;
  const classes = useFigureStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return (
    <TableCell align="right" className={classes.figure}>
      {figures.total_requests
        ? format.perSecond(figures.requests_per_sec)
        : NO_DATA}
      {figures.total_requests !== undefined && (
        <Typography variant="caption" color="textSecondary" component="div">
          {t('table.requests', {
            number: format.count(figures.total_requests),
          })}
        </Typography>
      )}
    </TableCell>
  );
};

/** Availability, P95 and request rate: the same columns for domains, paths and shared services. */
export const IngressCells = (props: { figures: ShownFigures }) => {
  const { figures } = props;
  const classes = useFigureStyles();
  const format = useFormatters();
  return (
    <>
      <TableCell align="right" className={classes.figure}>
        {format.percent(figures.availability)}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        <Quantile quantile={figures.latency?.p95} />
      </TableCell>
      <RateCell figures={figures} />
    </>
  );
};

/** What is known between services: the figures of an ingress and those of the mesh proxy. */
export const MeshCells = (props: {
  figures: ShownFigures;
  mesh: MeshFigures;
}) => {
  const { figures, mesh } = props;
  const classes = useFigureStyles();
  const format = useFormatters();
  return (
    <>
      <TableCell align="right" className={classes.figure}>
        {format.percent(figures.availability)}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        <Quantile quantile={figures.latency?.p50} />
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        <Quantile quantile={figures.latency?.p99} />
      </TableCell>
      <RateCell figures={figures} />
      <TableCell align="right" className={classes.figure}>
        {format.percent(mesh.mtls)}
      </TableCell>
      <TableCell align="right" className={classes.figure}>
        {format.count(mesh.no_response)}
      </TableCell>
    </>
  );
};
