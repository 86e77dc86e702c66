import Typography from '@material-ui/core/Typography';
import { DataList, type DataListProps } from './DataList';

/** A list under a heading. */
export function TitledList<R>(
  props: Omit<DataListProps<R>, 'label'> & {
    title: string;
    /** Which heading the title is on its page. */
    heading?: 'h3' | 'h4';
  },
) {
  const { title, heading = 'h4', ...list } = props;
  return (
    <div>
      <Typography
        variant={heading === 'h3' ? 'subtitle1' : 'subtitle2'}
        component={heading}
        style={{ marginTop: 8 }}
      >
        {title}
      </Typography>
      <DataList label={title} {...list} />
    </div>
  );
}
