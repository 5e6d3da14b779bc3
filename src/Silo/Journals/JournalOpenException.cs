namespace Periods.Silo.Journals;

/// <summary>A journal cannot be opened. The message is one sentence for the operator and names the place; nothing was changed there.</summary>
public sealed class JournalOpenException(string message, Exception? cause = null) : Exception(message.ReplaceLineEndings(" "), cause);
