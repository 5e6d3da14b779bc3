namespace Periods.Gateway.Validation;

/// <summary>
/// Says of a body that is not JSON what CPython 3.11's <c>json.loads</c> says: its text and the offset in characters.
/// Runs only after System.Text.Json has refused the body, so it builds no values.
/// </summary>
/// <remarks>
/// One difference is meant: <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which Python accepts, are <c>Expecting value</c> here.
/// </remarks>
internal ref struct MalformedJson
{
    private readonly ReadOnlySpan<byte> _body;
    private int _at;
    private int _depth;
    private string? _text;

    private MalformedJson(ReadOnlySpan<byte> body) => _body = body;

    /// <summary>null when nothing is wrong before the nesting passes <see cref="Limits.JsonDepthMax"/>.</summary>
    public static (string Text, int Offset)? Find(ReadOnlySpan<byte> body)
    {
        var scan = new MalformedJson(body);
        scan.SkipBlanks();
        if (scan.Value())
        {
            scan.SkipBlanks();
            if (scan._at < body.Length) scan.Fail("Extra data", scan._at);
        }

        return scan._text is { } text ? (text, Characters(body[..scan._at])) : null;
    }

    private static int Characters(ReadOnlySpan<byte> utf8)
    {
        var characters = 0;
        foreach (var unit in utf8)
            if ((unit & 0xC0) != 0x80) characters++;
        return characters;
    }

    private bool Fail(string text, int at)
    {
        _text = text;
        _at = at;
        return false;
    }

    private readonly bool Sees(char wanted) => _at < _body.Length && _body[_at] == wanted;

    private readonly bool SeesDigit(int at) => at < _body.Length && char.IsAsciiDigit((char)_body[at]);

    private void SkipBlanks()
    {
        while (_at < _body.Length && _body[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') _at++;
    }

    private bool Value()
    {
        if (_at >= _body.Length) return Fail("Expecting value", _at);
        return _body[_at] switch
        {
            (byte)'"' => String(),
            (byte)'{' => Nested(isObject: true),
            (byte)'[' => Nested(isObject: false),
            (byte)'n' => Word("null"u8),
            (byte)'t' => Word("true"u8),
            (byte)'f' => Word("false"u8),
            _ => Number(),
        };
    }

    private bool Nested(bool isObject)
    {
        if (++_depth > Limits.JsonDepthMax) return false;
        _at++;
        SkipBlanks();
        var ended = Sees(isObject ? '}' : ']') || (isObject ? Members() : Items());
        _depth--;
        if (ended) _at++;
        return ended;
    }

    private bool Members()
    {
        while (true)
        {
            if (!Sees('"')) return Fail("Expecting property name enclosed in double quotes", _at);
            if (!String()) return false;
            SkipBlanks();
            if (!Sees(':')) return Fail("Expecting ':' delimiter", _at);
            _at++;
            SkipBlanks();
            if (!Value()) return false;
            SkipBlanks();
            if (Sees('}')) return true;
            if (!Sees(',')) return Fail("Expecting ',' delimiter", _at);
            _at++;
            SkipBlanks();
        }
    }

    private bool Items()
    {
        while (true)
        {
            if (!Value()) return false;
            SkipBlanks();
            if (Sees(']')) return true;
            if (!Sees(',')) return Fail("Expecting ',' delimiter", _at);
            _at++;
            SkipBlanks();
        }
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        if (!_body[_at..].StartsWith(word)) return Fail("Expecting value", _at);
        _at += word.Length;
        return true;
    }

    // Takes the longest number there is and leaves the rest to the caller: Python reads "01" as 0 followed by extra data.
    private bool Number()
    {
        var end = _at + (_body[_at] == '-' ? 1 : 0);
        if (!SeesDigit(end)) return Fail("Expecting value", _at);
        end = _body[end] == '0' ? end + 1 : Digits(end);
        if (end < _body.Length && _body[end] == '.' && SeesDigit(end + 1)) end = Digits(end + 1);
        if (end < _body.Length && _body[end] is (byte)'e' or (byte)'E')
        {
            var exponent = end + 1;
            if (exponent < _body.Length && _body[exponent] is (byte)'+' or (byte)'-') exponent++;
            if (SeesDigit(exponent)) end = Digits(exponent);
        }

        _at = end;
        return true;
    }

    private readonly int Digits(int at)
    {
        while (SeesDigit(at)) at++;
        return at;
    }

    private bool String()
    {
        var start = _at;
        for (var at = _at + 1; at < _body.Length; at++)
        {
            switch (_body[at])
            {
                case (byte)'"':
                    _at = at + 1;
                    return true;
                case < 0x20:
                    return Fail("Invalid control character at", at);
                case (byte)'\\' when at + 1 == _body.Length:
                    return Fail("Unterminated string starting at", start);
                case (byte)'\\' when _body[at + 1] == 'u':
                    at++;
                    // Python wants a character behind the four digits before it looks at them.
                    if (at + 5 >= _body.Length || !AreHex(_body.Slice(at + 1, 4))) return Fail(@"Invalid \uXXXX escape", at);
                    at += 4;
                    break;
                case (byte)'\\':
                    if ("\"\\/bfnrt"u8.IndexOf(_body[at + 1]) < 0) return Fail(@"Invalid \escape", at);
                    at++;
                    break;
                default:
                    break;
            }
        }

        return Fail("Unterminated string starting at", start);
    }

    private static bool AreHex(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        return true;
    }
}
