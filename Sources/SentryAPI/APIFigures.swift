import Storage

/// Whom the API asks about releases and statistics.
public typealias APIFigures = FigureReader & OutcomeReader & ReleaseStore & SessionFigureReader
