namespace Platform.Shared;

/// <summary>Bad input from outside: the message is one line that names the file or field and says what to do.</summary>
public class InputException : Exception
{
    public InputException(string message)
        : base(message) { }

    public InputException(string message, Exception inner)
        : base(message, inner) { }
}
