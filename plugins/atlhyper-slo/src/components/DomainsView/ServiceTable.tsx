import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloFigures } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperSloTranslationRef } from '../../translation';
import { FigureCells } from './FigureCells';

const useStyles = makeStyles({
  head: { '& th': { wordBreak: 'keep-all', overflowWrap: 'normal' } },
  service: { minWidth: 240, overflowWrap: 'anywhere' },
});

/** Services whose requests belong to no single route, with why that is so. */
export const ServiceTable = (props: {
  title: string;
  description: string;
  services: {
    cluster: string;
    service: string;
    note?: string;
    current: SloFigures;
  }[];
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <InfoCard title={props.title} subheader={props.description}>
      <TableContainer>
        <Table size="small" aria-label={props.title}>
          <TableHead className={classes.head}>
            <TableRow>
              <TableCell>{t('unmapped.service')}</TableCell>
              <TableCell align="right">{t('table.availability')}</TableCell>
              <TableCell align="right">{t('table.p95')}</TableCell>
              <TableCell align="right">{t('table.errorRate')}</TableCell>
              <TableCell align="right">{t('table.rate')}</TableCell>
              <TableCell align="right">{t('table.requests')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {props.services.map(service => (
              <TableRow key={`${service.cluster} ${service.service}`}>
                <TableCell
                  component="th"
                  scope="row"
                  role="rowheader"
                  className={classes.service}
                >
                  {service.service}
                  <Typography
                    variant="caption"
                    color="textSecondary"
                    component="div"
                  >
                    {[service.cluster, service.note]
                      .filter(Boolean)
                      .join(' · ')}
                  </Typography>
                </TableCell>
                <FigureCells figures={service.current} />
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </InfoCard>
  );
};
