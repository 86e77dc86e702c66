import Card from '@material-ui/core/Card';
import CardContent from '@material-ui/core/CardContent';
import LinearProgress from '@material-ui/core/LinearProgress';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperClustersTranslationRef } from '../../translation';
import { ConnectSteps } from './ConnectSteps';

/** A cluster whose agent never came: what to do, and that the page waits for it. */
export const NotSeenYet = (props: { cluster: string }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return (
    <Card>
      <LinearProgress aria-label={t('connect.waiting')} />
      <CardContent>
        <Typography variant="h6" component="h3">
          {t('connect.waiting')}
        </Typography>
        <Typography variant="body2" paragraph>
          {t('connect.waitingHint')}
        </Typography>
        <ConnectSteps cluster={props.cluster} />
      </CardContent>
    </Card>
  );
};
