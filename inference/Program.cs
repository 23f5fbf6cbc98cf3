Console.WriteLine("inference");
