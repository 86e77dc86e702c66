import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))',
    gap: theme.spacing(0.5, 4),
    margin: theme.spacing(1, 0),
    '& > div': { display: 'flex', justifyContent: 'space-between' },
    '& dt': { color: theme.palette.text.secondary },
    '& dd': {
      margin: theme.spacing(0, 0, 0, 2),
      textAlign: 'right',
      fontVariantNumeric: 'tabular-nums',
    },
  },
}));

/** Names and figures of one group, under its title if it has one of its own. */
export const Facts = (props: {
  title?: string;
  facts: [name: string, value: string][];
}) => {
  const classes = useStyles();
  return (
    <>
      {props.title && (
        <Typography variant="subtitle2" component="h4">
          {props.title}
        </Typography>
      )}
      <dl className={classes.list}>
        {props.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
};
