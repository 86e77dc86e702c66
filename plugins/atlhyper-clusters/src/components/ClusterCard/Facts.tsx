import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  list: {
    ...theme.typography.body2,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(130px, 1fr))',
    gap: theme.spacing(1, 2),
    margin: theme.spacing(1, 0),
    '& dt': {
      ...theme.typography.caption,
      color: theme.palette.text.secondary,
    },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  },
}));

/** Names and values. */
export const Facts = (props: { facts: [name: string, value: string][] }) => {
  const classes = useStyles();
  return (
    <dl className={classes.list}>
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
